import { beforeAll, describe, expect, it } from 'vitest'
import { type Args, type Bench, openBench } from '../bench.ts'
import { startJob, taken } from '../look.ts'

let bench: Bench

beforeAll(async () => {
  bench = await openBench()
})

const set = (endpoint: string, args: Args) =>
  bench.one('set_api_rate_limit', { provider: 'p', endpoint, ...args })
const acquire = (endpoint: string, args: Args = {}) =>
  bench.one('acquire_api_capacity', { provider: 'p', endpoint, ...args })
const limitsOf = async (endpoint: string) =>
  (await bench.sql('select * from headgate.api_rate_limits where endpoint = $1', [endpoint]))[0]

describe('set_api_rate_limit', () => {
  it('sets limits for a new endpoint with the defaults that its comment names', async () => {
    expect(await set('new', { request_limit: 5 })).toEqual({
      ...{ provider: 'p', endpoint: 'new', scope: '', created: true, changed: true },
    })
    expect(await limitsOf('new')).toMatchObject({
      ...{ request_limit: 5, token_limit: null, concurrency_limit: null, queue_depth_limit: null },
      ...{ window_seconds: '60', skew_allowance_seconds: '0.5', backpressure: 'reject', status: 'active' },
      ...{ in_flight: 0, origin: 'operator', updated_by: 'service_role' },
    })
  })

  it('changes what it is given, keeps the rest, and records both', async () => {
    const endpoint = await bench.endpoint({ request_limit: 5, token_limit: 6 })
    expect(await set(endpoint, { token_limit: 7 })).toMatchObject({ created: false, changed: true })
    expect(await limitsOf(endpoint)).toMatchObject({ request_limit: 5, token_limit: 7 })
    const rows = await bench.sql(
      "select details from headgate.audit_log where details ->> 'endpoint' = $1 order by audit_id",
      [endpoint],
    )
    expect(rows.at(-1)).toMatchObject({
      details: { settings: { token_limit: 7 }, before: { token_limit: 6 } },
    })
    expect(await set(endpoint, { token_limit: 7 })).toMatchObject({ changed: false })
  })

  it('lifts a limit with -1', async () => {
    const limits = { request_limit: 1, token_limit: 1, concurrency_limit: 1, queue_depth_limit: 1 }
    const endpoint = await bench.endpoint(limits)
    await set(endpoint, { request_limit: -1, token_limit: -1, concurrency_limit: -1, queue_depth_limit: -1 })
    expect(await limitsOf(endpoint)).toMatchObject({
      ...{ request_limit: null, token_limit: null, concurrency_limit: null, queue_depth_limit: null },
    })
  })

  it('keeps what is taken when a limit changes', async () => {
    const endpoint = await bench.endpoint({ request_limit: 10, token_limit: 100 })
    await acquire(endpoint, { tokens: 60, requests: 4 })
    await set(endpoint, { request_limit: 5, token_limit: 70 })
    expect(await taken(bench, endpoint)).toEqual({ in_flight: 1, requests: 4, tokens: 60 })
    expect(await acquire(endpoint, { tokens: 11 })).toMatchObject({ granted: false, blocked_by: 'tokens' })
    await set(endpoint, { token_limit: 200 })
    expect(await acquire(endpoint, { tokens: 140 })).toMatchObject({ granted: true })
  })

  it.each([
    ['longer', 600],
    ['shorter', 6],
  ])(
    'keeps what is taken when the window becomes %s, for the whole of the new window',
    async (_, window_seconds) => {
      const endpoint = await bench.endpoint({ request_limit: 10, token_limit: 100 })
      await acquire(endpoint, { tokens: 60, requests: 4 })
      await bench.advance(30)
      await acquire(endpoint, { tokens: 30, requests: 1 })
      await set(endpoint, { window_seconds, skew_allowance_seconds: 0 })
      expect(await taken(bench, endpoint)).toEqual({ in_flight: 2, requests: 5, tokens: 90 })
      await bench.advance(window_seconds - 0.01)
      expect(await acquire(endpoint, { tokens: 11 })).toMatchObject({ granted: false, blocked_by: 'tokens' })
      await bench.advance(window_seconds / 60 + 0.02)
      expect(await acquire(endpoint, { tokens: 100 })).toMatchObject({ granted: true })
    },
  )

  it('settles after a change of the window what was reserved before it, and gives nothing back', async () => {
    const endpoint = await bench.endpoint({ token_limit: 100 })
    const { reservation_id } = await acquire(endpoint, { tokens: 60 })
    await bench.advance(1)
    await set(endpoint, { window_seconds: 30 })
    await bench.one('release_api_capacity', { reservation_id, actual_tokens: 10 })
    expect(await taken(bench, endpoint)).toMatchObject({ in_flight: 0, tokens: 60 })
    const other = await acquire(endpoint, { tokens: 20 })
    await bench.one('release_api_capacity', { reservation_id: other.reservation_id, actual_tokens: 0 })
    expect(await taken(bench, endpoint)).toMatchObject({ in_flight: 0, tokens: 60 })
  })

  it('counts running jobs still in flight', async () => {
    const endpoint = await bench.endpoint({ concurrency_limit: 5 })
    await startJob(bench, await bench.type({ provider: 'p', endpoint }))
    await set(endpoint, { concurrency_limit: 1 })
    expect(await acquire(endpoint)).toMatchObject({ granted: false, blocked_by: 'concurrency' })
  })

  it.each([
    ['request_limit', 1, 2_000_000_000, -1],
    ['token_limit', 1, 2_000_000_000, -1],
    ['concurrency_limit', 1, 1_000_000, -1],
    ['queue_depth_limit', 1, 1_000_000, -1],
    ['window_seconds', 0.1, 86_400, 0.1],
    ['skew_allowance_seconds', 0, 60, 0],
  ])('accepts %s from %s to %s and nothing beyond', async (setting, least, most, lift) => {
    const endpoint = await bench.endpoint()
    for (const value of [least, most, lift]) await set(endpoint, { [setting]: value })
    for (const value of [least < 1 ? -0.001 : 0, -2, most + 1]) {
      const call = { provider: 'p', endpoint, [setting]: value }
      const refusal = await bench.refused('set_api_rate_limit', call)
      expect(refusal).toMatchObject({
        code: 'JQ001',
        detail: { argument: expect.stringContaining(`p_${setting}`) },
      })
    }
  })

  it.each([
    ['no provider', { provider: null }, 'p_provider'],
    ['an empty provider', { provider: '' }, 'p_provider'],
    ['a provider with too long a name', { provider: 'p'.repeat(101) }, 'p_provider'],
    ['no endpoint', { endpoint: null }, 'p_endpoint'],
    ['an endpoint with too long a name', { endpoint: '💧'.repeat(201) }, 'p_endpoint'],
    ['no scope', { scope: null }, 'p_scope'],
    ['a scope with too long a name', { scope: 's'.repeat(201) }, 'p_scope'],
    ['a window that is no number', { window_seconds: 'NaN' }, 'p_window_seconds'],
    ['a window without end', { window_seconds: 'Infinity' }, 'p_window_seconds'],
    ['a window of no time', { window_seconds: 0 }, 'p_window_seconds'],
    ['a skew that is no number', { skew_allowance_seconds: 'NaN' }, 'p_skew_allowance_seconds'],
    ['a skew without end', { skew_allowance_seconds: '-Infinity' }, 'p_skew_allowance_seconds'],
    ['a backpressure unheard of', { backpressure: 'drop' }, 'p_backpressure'],
    ['a status unheard of', { status: 'gone' }, 'p_status'],
  ])('refuses %s', async (_, args, argument) => {
    const refusal = await bench.refused('set_api_rate_limit', { provider: 'p', endpoint: 'bad', ...args })
    expect(refusal).toMatchObject({ code: 'JQ001', detail: { argument } })
    expect(await limitsOf('bad')).toBeUndefined()
  })
})
