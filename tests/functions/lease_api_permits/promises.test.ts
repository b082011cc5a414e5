import { beforeAll, describe, expect, it } from 'vitest'
import { type Args, type Bench, openBench } from '../bench.ts'

let bench: Bench

beforeAll(async () => {
  bench = await openBench()
})

const lease = (endpoint: string, worker: string, permits: number, args: Args = {}) =>
  bench.one('lease_api_permits', { provider: 'p', endpoint, worker, permits, ...args })
const acquire = (endpoint: string, args: Args = {}) =>
  bench.one('acquire_api_capacity', { provider: 'p', endpoint, ...args })
const release = (reservation_id: unknown, args: Args = {}) =>
  bench.one('release_api_capacity', { reservation_id, ...args })

describe('lease_api_permits', () => {
  it('gives what there is, and no more than was asked for', async () => {
    const endpoint = await bench.endpoint({ request_limit: 100, token_limit: 1000 })
    expect(await lease(endpoint, 'w1', 20, { tokens_each: 30 })).toMatchObject({
      permits: 20,
      fair_share: '33',
    })
    expect(await acquire(endpoint, { tokens: 401 })).toMatchObject({ granted: false })
    expect(await acquire(endpoint, { tokens: 400 })).toMatchObject({ granted: true })
    expect(await lease(endpoint, 'w1', 20, { tokens_each: 1 })).toMatchObject({
      permits: 0,
      blocked_by: 'tokens',
    })
  })

  it('holds each worker to its share', async () => {
    const endpoint = await bench.endpoint({ request_limit: 90 })
    expect(await lease(endpoint, 'w1', 40)).toMatchObject({ permits: 40, fair_share: '90' })
    expect(await lease(endpoint, 'w2', 100)).toMatchObject({ permits: 45, fair_share: '45' })
    const denied = await lease(endpoint, 'w2', 1)
    expect(denied).toMatchObject({ permits: 0, blocked_by: 'share' })
    expect(denied.retry_at).not.toBeNull()
    expect(await lease(endpoint, 'w1', 100)).toMatchObject({ permits: 5 })
  })

  it('counts what is leased from the last moment in which it may be spent', async () => {
    const endpoint = await bench.endpoint({
      request_limit: 10,
      window_seconds: 60,
      skew_allowance_seconds: 0,
    })
    await lease(endpoint, 'w1', 10, { ttl_seconds: 30 })
    await bench.advance(30)
    await bench.call('tick')
    await bench.advance(59.9)
    expect(await acquire(endpoint)).toMatchObject({ granted: false, blocked_by: 'requests' })
    await bench.advance(1.2)
    expect(await acquire(endpoint)).toMatchObject({ granted: true })
  })

  it('takes back what was not spent, whatever the charge mode', async () => {
    const endpoint = await bench.endpoint({
      request_limit: 10,
      token_limit: 1000,
      concurrency_limit: 10,
      token_charge: 'reserve_only',
    })
    const { reservation_id } = await lease(endpoint, 'w1', 10, { tokens_each: 50 })
    expect(await acquire(endpoint)).toMatchObject({ granted: false })
    expect(await release(reservation_id, { actual_requests: 3, actual_tokens: 70 })).toMatchObject({
      outcome: 'settled',
      charged_requests: 3,
      charged_tokens: '70',
    })
    expect(await bench.one('peek_api_capacity', { provider: 'p', endpoint })).toMatchObject({
      requests_available: '7',
      tokens_available: '930',
      in_flight: 0,
    })
    await bench.advance(61.6)
    expect(await bench.one('peek_api_capacity', { provider: 'p', endpoint })).toMatchObject({
      requests_available: '10',
    })
  })

  it('takes all for spent where nothing is said', async () => {
    const endpoint = await bench.endpoint({ request_limit: 10 })
    const { reservation_id } = await lease(endpoint, 'w1', 10)
    await release(reservation_id)
    expect(await acquire(endpoint)).toMatchObject({ granted: false })
  })

  it('frees the places of a worker that died, and keeps the charge', async () => {
    const endpoint = await bench.endpoint({ request_limit: 10, concurrency_limit: 4 })
    expect(await lease(endpoint, 'w1', 4)).toMatchObject({ permits: 4 })
    await bench.advance(5)
    expect(await acquire(endpoint, { requests: 7 })).toMatchObject({ granted: false, blocked_by: 'requests' })
    expect(await acquire(endpoint, { requests: 6 })).toMatchObject({ granted: true })
  })

  it('takes them from every scope', async () => {
    const endpoint = await bench.endpoint({ request_limit: 5 })
    await bench.one('set_api_rate_limit', { provider: 'p', endpoint, scope: 'key', parents: [{}] })
    expect(await lease(endpoint, 'w1', 9, { scope: 'key' })).toMatchObject({ permits: 5 })
    expect(await acquire(endpoint)).toMatchObject({ granted: false })
  })

  it.each([
    ['no worker', { worker: '' }, 'p_worker'],
    ['no permits', { permits: 0 }, 'p_permits'],
    ['a negative cost', { tokens_each: -1 }, 'p_tokens_each'],
    ['a cost beyond the counter', { tokens_each: 20_001 }, 'p_tokens_each'],
    ['no time', { ttl_seconds: 0 }, 'p_ttl_seconds'],
    ['more than a window', { ttl_seconds: 61 }, 'p_ttl_seconds'],
  ])('refuses %s', async (_, args, argument) => {
    const call = { provider: 'test', endpoint: 'limited', worker: 'w', permits: 1, ...args }
    expect(await bench.refused('lease_api_permits', call)).toMatchObject({
      code: 'JQ001',
      detail: { argument },
    })
  })
})
