import { beforeAll, describe, expect, it } from 'vitest'
import { type Args, type Bench, openBench, type Row } from '../bench.ts'
import { startJob } from '../look.ts'

let bench: Bench

beforeAll(async () => {
  bench = await openBench()
})

const acquire = (endpoint: string, args: Args = {}) =>
  bench.one('acquire_api_capacity', { provider: 'p', endpoint, ...args })
const book = (endpoint: string, tokens: number, args: Args = {}) =>
  acquire(endpoint, { tokens, max_wait_seconds: 300, ...args })
const release = (reservation_id: unknown) => bench.one('release_api_capacity', { reservation_id })
const inFlight = async (endpoint: string) =>
  (await bench.one('peek_api_capacity', { provider: 'p', endpoint })).in_flight

async function secondsUntil({ start_at, wait_seconds }: Row): Promise<number> {
  const seconds = (Number(start_at) - (await bench.now()).getTime()) / 1000
  // The driver of the tests cuts off microseconds.
  expect(wait_seconds).toBeCloseTo(seconds, 2)
  return seconds
}

describe('a booking ahead', () => {
  it('begins at once where there is room', async () => {
    const endpoint = await bench.endpoint({ token_limit: 100 })
    expect(await secondsUntil(await book(endpoint, 100))).toBe(0)
  })

  it.each(['strict', 'mirror'])('begins when the window, of mode %s, has room for it', async (mode) => {
    const endpoint = await bench.endpoint({ token_limit: 100, mode })
    await acquire(endpoint, { tokens: 60 })
    await bench.advance(5)
    await acquire(endpoint, { tokens: 40 })
    const wait = await secondsUntil(await book(endpoint, 60))
    if (mode === 'strict') expect(wait).toBeGreaterThan(55)
    else expect(wait).toBeCloseTo(31, 0)
  })

  it('counts from the moment it was made, so that nothing can take its room', async () => {
    const endpoint = await bench.endpoint({ token_limit: 100 })
    await acquire(endpoint, { tokens: 60 })
    const booked = await book(endpoint, 80)
    expect(booked).toMatchObject({ granted: true, blocked_by: null })
    expect(await acquire(endpoint, { tokens: 1 })).toMatchObject({ granted: false, blocked_by: 'tokens' })
    await bench.advance(await secondsUntil(booked))
    expect(await acquire(endpoint, { tokens: 21 })).toMatchObject({ granted: false })
    await bench.advance(0.001)
    expect(await acquire(endpoint, { tokens: 20 })).toMatchObject({ granted: true })
    expect(await acquire(endpoint, { tokens: 1 })).toMatchObject({ granted: false })
  })

  it('comes in the order in which it was asked for', async () => {
    const endpoint = await bench.endpoint({ token_limit: 100 })
    await acquire(endpoint, { tokens: 50 })
    const large = await book(endpoint, 60)
    const small = await book(endpoint, 40)
    expect(await secondsUntil(large)).toBeGreaterThan(55)
    expect(await secondsUntil(small)).toBeGreaterThanOrEqual(await secondsUntil(large))
  })

  it('never puts more into a window than the limit, however many are made', async () => {
    const endpoint = await bench.endpoint({ token_limit: 100 })
    const waits: number[] = []
    for (let n = 0; n < 8; n++) {
      const booked = await book(endpoint, 30)
      if (booked.granted) waits.push(await secondsUntil(booked))
    }
    expect(waits.length).toBe(8)
    for (const wait of waits) {
      expect(waits.filter((other) => other > wait - 60.5 && other <= wait).length * 30).toBeLessThanOrEqual(
        100,
      )
    }
    expect(waits).toEqual([...waits].sort((a, b) => a - b))
  })

  it.each([
    ['longer than it may wait', { token_limit: 100 }, { max_wait_seconds: 30 }],
    ['for want of a place', { concurrency_limit: 1 }, {}],
    ['past the end of the day', { day_token_limit: 100 }, {}],
    ['of a paused endpoint', { status: 'paused' }, {}],
  ])('is not made %s', async (_, limits, args) => {
    const endpoint = await bench.endpoint(limits)
    await acquire(endpoint, { tokens: 60 })
    expect(await book(endpoint, 60, args)).toMatchObject({
      granted: false,
      start_at: null,
      reservation_id: null,
    })
  })

  it('is not made more than two windows ahead', async () => {
    const endpoint = await bench.endpoint({ token_limit: 10, window_seconds: 1 })
    const booked = []
    for (let n = 0; n < 10; n++) booked.push((await book(endpoint, 10)).granted)
    expect(booked).toEqual([...Array(3).fill(true), ...Array(7).fill(false)])
  })

  it('costs nothing when it is cancelled before it begins', async () => {
    const endpoint = await bench.endpoint({
      token_limit: 100,
      output_token_limit: 100,
      token_charge: 'reserve_only',
    })
    await acquire(endpoint, { input_tokens: 0, output_tokens: 60 })
    const booked = await acquire(endpoint, { input_tokens: 0, output_tokens: 60, max_wait_seconds: 99 })
    expect(await release(booked.reservation_id)).toMatchObject({ outcome: 'cancelled', charged_tokens: '0' })
    expect(await release(booked.reservation_id)).toMatchObject({ outcome: 'already_settled' })
    expect(await acquire(endpoint, { input_tokens: 0, output_tokens: 40 })).toMatchObject({ granted: true })
    expect(await inFlight(endpoint)).toBe(2)
  })

  it('is released when its job has ended or lost its lease', async () => {
    const endpoint = await bench.endpoint({ token_limit: 100 })
    const jobType = await bench.type()
    await acquire(endpoint, { tokens: 60 })
    const { lease_token } = await startJob(bench, jobType, { lease_seconds: 10 })
    expect(await book(endpoint, 60, { lease_token })).toMatchObject({ granted: true })
    expect(await acquire(endpoint, { tokens: 1 })).toMatchObject({ granted: false })
    await bench.advance(10)
    await bench.call('tick')
    expect(await acquire(endpoint, { tokens: 40 })).toMatchObject({ granted: true })
    expect(await inFlight(endpoint)).toBe(2)
  })

  it('is made in every scope', async () => {
    const endpoint = await bench.endpoint({ token_limit: 100 })
    const scoped = { provider: 'p', endpoint, scope: 'key' }
    await bench.one('set_api_rate_limit', { ...scoped, token_limit: 10, window_seconds: 30, parents: [{}] })
    await acquire(endpoint, { tokens: 95 })
    const booked = await book(endpoint, 10, { scope: 'key' })
    expect(await secondsUntil(booked)).toBeGreaterThan(55)
    await bench.advance((await secondsUntil(booked)) + 0.001)
    expect(await acquire(endpoint, { scope: 'key', tokens: 1 })).toMatchObject({
      granted: false,
      blocked_scope: 'key',
    })
  })

  it('cannot be made for a lease that has ended, nor for ever', async () => {
    const call = { provider: 'test', endpoint: 'limited' }
    const lease_token = '00000000-0000-0000-0000-000000000000'
    expect(await bench.refused('acquire_api_capacity', { ...call, lease_token })).toMatchObject({
      code: 'JQ102',
    })
    for (const max_wait_seconds of [-1, 86_401, Number.NaN]) {
      expect(await bench.refused('acquire_api_capacity', { ...call, max_wait_seconds })).toMatchObject({
        code: 'JQ001',
        detail: { argument: 'p_max_wait_seconds' },
      })
    }
  })
})
