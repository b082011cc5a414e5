import { beforeAll, describe, expect, it } from 'vitest'
import { type Args, type Bench, openBench, type Row } from '../bench.ts'

let bench: Bench

beforeAll(async () => {
  bench = await openBench()
})

const acquire = (endpoint: string, args: Args = {}) =>
  bench.one('acquire_api_capacity', { provider: 'p', endpoint, ...args })
const release = (reservation_id: unknown, args: Args = {}) =>
  bench.one('release_api_capacity', { reservation_id, ...args })
const peek = (endpoint: string): Promise<Row> => bench.one('peek_api_capacity', { provider: 'p', endpoint })

describe('every dimension of a call', () => {
  it.each([
    ['input_tokens', { input_token_limit: 100 }, { input_tokens: 60, output_tokens: 1 }, 61],
    ['output_tokens', { output_token_limit: 100 }, { input_tokens: 1, output_tokens: 60 }, 61],
    ['tokens', { token_limit: 100 }, { input_tokens: 30, output_tokens: 30 }, 61],
    ['requests', { request_limit: 1, mode: 'mirror' }, {}, 60],
    ['tokens', { token_limit: 100, mode: 'mirror' }, { tokens: 60 }, 12],
    ['input_tokens', { input_token_limit: 100, mode: 'mirror' }, { input_tokens: 60 }, 12],
    ['day_requests', { day_request_limit: 1 }, {}, 86_400],
    ['day_tokens', { day_token_limit: 100 }, { tokens: 60 }, 86_400],
    ['day_cost', { day_cost_limit: 100, currency: 'USD' }, { cost_micros: 60, currency: 'USD' }, 86_400],
  ])('refuses beyond the limit of %s and says until when: %o', async (dimension, limits, args, within) => {
    const endpoint = await bench.endpoint(limits)
    expect(await acquire(endpoint, args)).toMatchObject({ granted: true })
    const before = await bench.sql('select * from headgate_private.api_rate_limits where endpoint = $1', [
      endpoint,
    ])
    const refusal = await acquire(endpoint, args)
    expect(refusal).toMatchObject({
      granted: false,
      blocked_by: dimension,
      blocked_endpoint: endpoint,
      blocked_scope: '',
      reservation_id: null,
    })
    expect(
      await bench.sql('select * from headgate_private.api_rate_limits where endpoint = $1', [endpoint]),
    ).toEqual(before)
    const wait = (Number(refusal.retry_at) - (await bench.now()).getTime()) / 1000
    expect(wait).toBeGreaterThan(0)
    expect(wait).toBeLessThanOrEqual(within + 1)
    await bench.advance(wait - 0.001)
    expect(await acquire(endpoint, args)).toMatchObject({ granted: false })
    await bench.advance(0.002)
    expect(await acquire(endpoint, args)).toMatchObject({ granted: true })
  })

  it('weighs input and output tokens in the total', async () => {
    const endpoint = await bench.endpoint({
      token_limit: 1000,
      input_token_weight: 0.5,
      output_token_weight: 5,
    })
    const { reservation_id } = await acquire(endpoint, { input_tokens: 101, output_tokens: 10 })
    expect(await peek(endpoint)).toMatchObject({ tokens_available: '899' })
    await release(reservation_id, { actual_input_tokens: 100, actual_output_tokens: 20 })
    expect(await peek(endpoint)).toMatchObject({ tokens_available: '850' })
  })

  it('takes all dimensions or none', async () => {
    const endpoint = await bench.endpoint({
      request_limit: 10,
      token_limit: 1000,
      input_token_limit: 500,
      output_token_limit: 100,
      day_cost_limit: 1000,
      currency: 'EUR',
    })
    const call = { input_tokens: 100, output_tokens: 60, cost_micros: 200, currency: 'EUR' }
    expect(await acquire(endpoint, call)).toMatchObject({ granted: true })
    const taken = {
      requests_available: '9',
      tokens_available: '840',
      input_tokens_available: '400',
      output_tokens_available: '40',
      day_cost_available: '800',
    }
    expect(await peek(endpoint)).toMatchObject(taken)
    expect(await acquire(endpoint, call)).toMatchObject({ granted: false, blocked_by: 'output_tokens' })
    expect(await peek(endpoint)).toMatchObject(taken)
  })

  it('ends a day at midnight of its time zone, daylight saving included', async () => {
    const endpoint = await bench.endpoint({ day_request_limit: 1, day_time_zone: 'America/New_York' })
    expect(await acquire(endpoint)).toMatchObject({ granted: true })
    const { retry_at } = await acquire(endpoint)
    expect(new Date(String(retry_at)).toISOString()).toMatch(/T05:00:00.000Z$/)
  })

  it('lets a bucket of mode mirror burst to its limit and refill at its rate', async () => {
    const endpoint = await bench.endpoint({ request_limit: 60, window_seconds: 60, mode: 'mirror' })
    for (let n = 0; n < 60; n++) expect(await acquire(endpoint)).toMatchObject({ granted: true })
    expect(await acquire(endpoint)).toMatchObject({ granted: false, blocked_by: 'requests' })
    await bench.advance(1)
    expect(await acquire(endpoint)).toMatchObject({ granted: true })
    expect(await acquire(endpoint)).toMatchObject({ granted: false })
  })

  it('says what would happen and takes nothing', async () => {
    const endpoint = await bench.endpoint({ token_limit: 100 })
    for (let n = 0; n < 3; n++) {
      expect(await acquire(endpoint, { tokens: 60, dry_run: true })).toMatchObject({
        granted: true,
        reservation_id: null,
      })
    }
    await acquire(endpoint, { tokens: 60 })
    expect(await acquire(endpoint, { tokens: 60, dry_run: true })).toMatchObject({ blocked_by: 'tokens' })
  })

  it.each([
    ['tokens beside input tokens', { tokens: 1, input_tokens: 1 }, 'p_tokens'],
    ['negative input tokens', { input_tokens: -1 }, 'p_input_tokens'],
    ['output tokens beyond the counter', { output_tokens: 2_147_483_648 }, 'p_output_tokens'],
    ['a negative cost', { cost_micros: -1, currency: 'USD' }, 'p_cost_micros'],
    ['a cost without a currency', { cost_micros: 1 }, 'p_currency'],
    ['a currency without a cost', { currency: 'USD' }, 'p_currency'],
    ['a currency that is none', { cost_micros: 1, currency: 'dollar' }, 'p_currency'],
  ])('refuses %s', async (_, args, argument) => {
    const call = { provider: 'test', endpoint: 'limited', ...args }
    expect(await bench.refused('acquire_api_capacity', call)).toMatchObject({
      code: 'JQ001',
      detail: { argument },
    })
  })

  it('refuses a cost in another currency than that of the budget', async () => {
    const endpoint = await bench.endpoint({ day_cost_limit: 1000, currency: 'EUR' })
    const call = { provider: 'p', endpoint, cost_micros: 1, currency: 'USD' }
    expect(await bench.refused('acquire_api_capacity', call)).toMatchObject({
      code: 'JQ209',
      detail: { currency: 'EUR', given: 'USD' },
    })
  })

  it.each([
    ['input_tokens', { input_token_limit: 10 }, { input_tokens: 11 }],
    ['day_tokens', { day_token_limit: 10 }, { tokens: 11 }],
  ])('refuses a cost in %s that could never fit', async (dimension, limits, args) => {
    const endpoint = await bench.endpoint(limits)
    expect(await bench.refused('acquire_api_capacity', { provider: 'p', endpoint, ...args })).toMatchObject({
      code: 'JQ203',
      detail: { dimension },
    })
  })

  it('admits a request larger than the window alone, where the endpoint says so', async () => {
    const endpoint = await bench.endpoint({ token_limit: 100, oversize: 'admit_alone' })
    await acquire(endpoint, { tokens: 1 })
    const refusal = await acquire(endpoint, { tokens: 250 })
    expect(refusal).toMatchObject({ granted: false, blocked_by: 'tokens' })
    await bench.advance((Number(refusal.retry_at) - (await bench.now()).getTime() + 1) / 1000)
    expect(await acquire(endpoint, { tokens: 250 })).toMatchObject({ granted: true })
    expect(await acquire(endpoint, { tokens: 1 })).toMatchObject({ granted: false })
  })

  it('tells from observed hold times when a place will come free', async () => {
    const endpoint = await bench.endpoint({ concurrency_limit: 2 })
    const first = await acquire(endpoint)
    await bench.advance(8)
    await release(first.reservation_id)
    await acquire(endpoint)
    await acquire(endpoint)
    expect(await acquire(endpoint)).toMatchObject({
      blocked_by: 'concurrency',
      retry_at: new Date((await bench.now()).getTime() + 4000),
    })
  })
})

describe('charge modes', () => {
  it.each([
    ['reserve_only', 100, 100, 100],
    ['reserve_then_settle', 100, 100, 20],
    ['estimate_then_adjust', 100, 40, 20],
    ['actual_only', 0, 40, 40],
  ])('%s', async (mode, reserved, streaming, settled) => {
    const endpoint = await bench.endpoint({ output_token_limit: 1000, output_token_charge: mode })
    const available = async () => Number((await peek(endpoint)).output_tokens_available)
    const { reservation_id } = await acquire(endpoint, { input_tokens: 0, output_tokens: 100 })
    expect(await available()).toBe(1000 - reserved)
    const report = { actual_output_tokens: 40, final: false }
    expect(await release(reservation_id, report)).toMatchObject({ outcome: 'adjusted' })
    expect(await available()).toBe(1000 - streaming)
    await release(reservation_id, { actual_output_tokens: mode === 'actual_only' ? 40 : 20 })
    expect(await available()).toBe(1000 - settled)
    const again = { actual_output_tokens: mode === 'actual_only' ? 40 : 20 }
    expect(await release(reservation_id, again)).toMatchObject({ outcome: 'already_settled' })
  })

  it('blocks a dimension charged by actuals once it is exhausted', async () => {
    const endpoint = await bench.endpoint({ output_token_limit: 10, output_token_charge: 'actual_only' })
    const { reservation_id } = await acquire(endpoint, { output_tokens: 5 })
    await release(reservation_id, { actual_output_tokens: 10 })
    expect(await acquire(endpoint, { output_tokens: 1 })).toMatchObject({ blocked_by: 'output_tokens' })
  })

  it('charges more at once when a stream has cost more than its estimate', async () => {
    const endpoint = await bench.endpoint({ token_limit: 1000 })
    const { reservation_id } = await acquire(endpoint, { tokens: 100 })
    await release(reservation_id, { actual_tokens: 300, final: false })
    expect(await peek(endpoint)).toMatchObject({ tokens_available: '700', in_flight: 1 })
    await release(reservation_id, { actual_tokens: 250 })
    expect(await peek(endpoint)).toMatchObject({ tokens_available: '750', in_flight: 0 })
  })
})
