import { beforeAll, describe, expect, it } from 'vitest'
import { connect } from '../../support/database.ts'
import { type Args, type Bench, openBench } from '../bench.ts'
import { taken } from '../look.ts'
import { blocked, holding } from '../waiting.ts'

let bench: Bench

beforeAll(async () => {
  bench = await openBench()
})

describe('acquire_api_capacity, in one statement', () => {
  it('counts a call from when its wait for the endpoint has ended', async () => {
    const endpoint = await bench.endpoint({ request_limit: 10, token_limit: 100 })
    const acquire = `select * from headgate.acquire_api_capacity('p', '${endpoint}', 20)`
    await bench.call('acquire_api_capacity', { provider: 'p', endpoint, tokens: 10 })
    const holder = await holding(
      bench,
      `select from headgate_private.api_rate_limits where endpoint = '${endpoint}' for no key update`,
    )
    const waiter = await connect(bench.db)
    const { outcome } = await blocked(bench, waiter, acquire)
    await bench.advance(30)
    const granted_at = await bench.now()
    await holder.query('rollback')
    expect(await outcome).toMatchObject({ rows: [{ granted: true, start_at: granted_at }] })

    await bench.advance(35)
    const settled = await bench.one('acquire_api_capacity', { provider: 'p', endpoint, tokens: 70 })
    expect(await taken(bench, endpoint)).toMatchObject({ requests: 2, tokens: 90 })
    expect(await bench.one('acquire_api_capacity', { provider: 'p', endpoint, tokens: 11 })).toMatchObject({
      granted: false,
      blocked_by: 'tokens',
    })
    await bench.call('release_api_capacity', { reservation_id: settled.reservation_id, actual_tokens: 69 })
    expect(await taken(bench, endpoint)).toMatchObject({ requests: 2, tokens: 89 })
    await Promise.all([holder.end(), waiter.end()])
  })

  it('settles what has been adjusted meanwhile by what is charged, not by its estimate', async () => {
    const endpoint = await bench.endpoint({ token_limit: 1000 })
    const take = async () =>
      (await bench.one('acquire_api_capacity', { provider: 'p', endpoint, tokens: 100 })).reservation_id
    await take()
    const reservation_id = await take()
    await bench.call('release_api_capacity', { reservation_id, actual_tokens: 300, final: false })
    expect(await taken(bench, endpoint)).toMatchObject({ tokens: 400 })
    await bench.call('release_api_capacity', { reservation_id, actual_tokens: 250 })
    expect(await taken(bench, endpoint)).toMatchObject({ tokens: 350, in_flight: 1 })
  })

  it('gives nothing back of what was taken before the window changed', async () => {
    const endpoint = await bench.endpoint({ token_limit: 100 })
    const take = async () =>
      (await bench.one('acquire_api_capacity', { provider: 'p', endpoint, tokens: 20 })).reservation_id
    await take()
    const reservation_id = await take()
    await bench.advance(0.01)
    for (const window_seconds of [30, 60]) {
      await bench.call('set_api_rate_limit', { provider: 'p', endpoint, window_seconds })
    }
    await bench.call('release_api_capacity', { reservation_id, actual_tokens: 5 })
    expect(await taken(bench, endpoint)).toMatchObject({ tokens: 40 })
  })

  it('asks a scope from the moment on that it contains the endpoint, and no longer than that', async () => {
    const endpoint = await bench.endpoint({ request_limit: 10 })
    const take = async () => (await bench.one('acquire_api_capacity', { provider: 'p', endpoint })).granted
    await take()
    await bench.call('set_api_rate_limit', { provider: 'p', endpoint, scope: 'org', request_limit: 1 })
    await bench.call('set_api_rate_limit', { provider: 'p', endpoint, parents: [{ scope: 'org' }] })
    expect([await take(), await take()]).toEqual([true, false])
    await bench.call('set_api_rate_limit', { provider: 'p', endpoint, parents: [] })
    expect([await take(), await take()]).toEqual([true, true])
  })

  it('grants nothing once the endpoint is paused, counts otherwise, or has another window', async () => {
    const endpoint = await bench.endpoint({ request_limit: 3, token_limit: 100 })
    const take = async () => await bench.one('acquire_api_capacity', { provider: 'p', endpoint, tokens: 10 })
    const set = async (settings: Args) =>
      await bench.call('set_api_rate_limit', { provider: 'p', endpoint, ...settings })
    await take()
    await set({ status: 'paused' })
    expect(await take()).toMatchObject({ granted: false, blocked_by: 'paused' })
    await set({ status: 'active', token_charge: 'actual_only' })
    expect(await take()).toMatchObject({ granted: true })
    expect(await taken(bench, endpoint)).toMatchObject({ requests: 2, tokens: 10 })
    await set({ token_charge: 'estimate_then_adjust', window_seconds: 10 })
    await bench.advance(9)
    expect(await take()).toMatchObject({ granted: true })
    expect(await take()).toMatchObject({ granted: false, blocked_by: 'requests' })
  })
})
