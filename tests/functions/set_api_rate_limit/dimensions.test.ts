import { beforeAll, describe, expect, it } from 'vitest'
import { type Args, type Bench, openBench, type Row } from '../bench.ts'

let bench: Bench

beforeAll(async () => {
  bench = await openBench()
})

const set = (endpoint: string, settings: Args) =>
  bench.one('set_api_rate_limit', { provider: 'p', endpoint, ...settings })
const acquire = (endpoint: string, args: Args = {}): Promise<Row> =>
  bench.one('acquire_api_capacity', { provider: 'p', endpoint, ...args })
const peek = (endpoint: string): Promise<Row> => bench.one('peek_api_capacity', { provider: 'p', endpoint })

describe('live changes of further limits', () => {
  it.each([
    [
      'a larger limit',
      { input_token_limit: 100 },
      { input_token_limit: 200 },
      { input_tokens_available: '140' },
    ],
    [
      'a smaller limit',
      { input_token_limit: 100 },
      { input_token_limit: 50 },
      { input_tokens_available: '0' },
    ],
    [
      'a longer window',
      { input_token_limit: 100 },
      { window_seconds: 600 },
      { input_tokens_available: '40' },
    ],
    ['buckets', { input_token_limit: 100 }, { mode: 'mirror' }, { input_tokens_available: '40' }],
    [
      'windows',
      { input_token_limit: 100, mode: 'mirror' },
      { mode: 'strict' },
      { input_tokens_available: '40' },
    ],
    ['buckets, of all tokens', { token_limit: 100 }, { mode: 'mirror' }, { tokens_available: '40' }],
    [
      'another time zone',
      { day_token_limit: 100 },
      { day_time_zone: 'Asia/Tokyo' },
      { day_tokens_available: '40' },
    ],
  ])('keep what is taken: %s', async (_, before, after, expected) => {
    const endpoint = await bench.endpoint(before)
    const { reservation_id } = await acquire(endpoint, { input_tokens: 60 })
    await set(endpoint, after)
    expect(await peek(endpoint)).toMatchObject(expected)
    expect(await bench.one('release_api_capacity', { reservation_id })).toMatchObject({ outcome: 'settled' })
    expect(await peek(endpoint)).toMatchObject({ ...expected, in_flight: 0 })
  })

  it.each([
    ['input tokens', { input_token_limit: 100 }, 'input_tokens_available'],
    ['a day', { day_token_limit: 100 }, 'day_tokens_available'],
  ])('give nothing back of grants before a limit on %s was set', async (_, limits, available) => {
    const endpoint = await bench.endpoint({ request_limit: 100 })
    const { reservation_id } = await acquire(endpoint, { input_tokens: 60 })
    await bench.advance(0.001)
    await set(endpoint, limits)
    await acquire(endpoint, { input_tokens: 50 })
    await bench.one('release_api_capacity', { reservation_id, actual_input_tokens: 0 })
    expect(await peek(endpoint)).toMatchObject({ [available]: '50' })
  })

  it('keep bookings', async () => {
    const endpoint = await bench.endpoint({ token_limit: 100 })
    await acquire(endpoint, { tokens: 60 })
    const booked = await acquire(endpoint, { tokens: 60, max_wait_seconds: 100 })
    expect(booked).toMatchObject({ granted: true })
    await set(endpoint, { window_seconds: 30 })
    expect(await acquire(endpoint, { tokens: 1 })).toMatchObject({ granted: false })
    await bench.one('release_api_capacity', { reservation_id: booked.reservation_id })
    await bench.advance(120)
    expect(await acquire(endpoint, { tokens: 100 })).toMatchObject({ granted: true })
  })

  it.each([
    ['an unknown mode', { mode: 'fixed' }, 'p_mode'],
    ['an unknown charge mode', { token_charge: 'later' }, 'p_token_charge'],
    ['an unknown rule for what is too large', { oversize: 'drop' }, 'p_oversize'],
    ['a negative weight', { output_token_weight: -1 }, 'p_output_token_weight'],
    ['a limit of zero', { day_token_limit: 0 }, 'p_day_token_limit'],
    ['a cost limit without a currency', { day_cost_limit: 5 }, 'p_currency'],
    ['a currency that is none', { currency: 'usd' }, 'p_currency'],
  ])('are refused for %s', async (_, settings, argument) => {
    const call = { provider: 'p', endpoint: 'refused', ...settings }
    expect(await bench.refused('set_api_rate_limit', call)).toMatchObject({
      code: 'JQ001',
      detail: { argument },
    })
  })

  it('are refused for a time zone that is none', async () => {
    const call = { provider: 'p', endpoint: 'refused', day_time_zone: 'Mars/Olympus' }
    expect(await bench.refused('set_api_rate_limit', call)).toMatchObject({ code: 'JQ402' })
  })
})
