import { beforeAll, describe, expect, it } from 'vitest'
import { type Args, type Bench, openBench } from '../bench.ts'
import { taken } from '../look.ts'

let bench: Bench

beforeAll(async () => {
  bench = await openBench()
})

const acquire = (endpoint: string, requests: unknown, args: Args = {}) =>
  bench.call('acquire_api_capacities', { provider: 'p', endpoint, requests, ...args })

describe('acquire_api_capacities', () => {
  it('takes the capacity of all, each with a reservation of its own', async () => {
    const endpoint = await bench.endpoint({ token_limit: 100, request_limit: 10, concurrency_limit: 5 })
    const rows = await acquire(endpoint, [{ tokens: 10 }, { tokens: 20, requests: 2 }, {}])
    expect(rows).toMatchObject([0, 1, 2].map((element) => ({ element, granted: true, blocked_by: null })))
    expect(new Set(rows.map((row) => row.reservation_id)).size).toBe(3)
    expect(await taken(bench, endpoint)).toEqual({ in_flight: 3, requests: 4, tokens: 30 })
    const [first, second] = rows
    const settled = await bench.one('release_api_capacity', {
      reservation_id: second?.reservation_id,
      actual_tokens: 5,
    })
    expect(settled).toMatchObject({ outcome: 'settled', charged_tokens: '5' })
    await bench.one('release_api_capacity', { reservation_id: first?.reservation_id })
    expect(await taken(bench, endpoint)).toEqual({ in_flight: 1, requests: 4, tokens: 15 })
  })

  it('takes none if one does not fit', async () => {
    const endpoint = await bench.endpoint({ token_limit: 100 })
    await bench.one('acquire_api_capacity', { provider: 'p', endpoint, tokens: 50 })
    const rows = await acquire(endpoint, [{ tokens: 40 }, { tokens: 20 }])
    expect(rows).toMatchObject(
      [0, 1].map(() => ({
        granted: false,
        blocked_by: 'tokens',
        blocked_endpoint: endpoint,
        reservation_id: null,
      })),
    )
    expect(await taken(bench, endpoint)).toEqual({ in_flight: 1, requests: 1, tokens: 50 })
  })

  it('takes the first that fit where a part will do, and none overtakes', async () => {
    const endpoint = await bench.endpoint({ token_limit: 100 })
    const rows = await acquire(endpoint, [{ tokens: 40 }, { tokens: 90 }, { tokens: 1 }], { partial: true })
    expect(rows).toMatchObject([
      { granted: true, blocked_by: null },
      { granted: false, blocked_by: 'tokens' },
      { granted: false, blocked_by: 'tokens' },
    ])
    expect(await taken(bench, endpoint)).toMatchObject({ in_flight: 1, tokens: 40 })
  })

  it('takes them from every scope', async () => {
    const endpoint = await bench.endpoint({ request_limit: 3 })
    const scope = 'key'
    await bench.one('set_api_rate_limit', { provider: 'p', endpoint, scope, parents: [{}] })
    const rows = await acquire(endpoint, [{}, {}, {}, {}], { scope, partial: true })
    expect(rows.map((row) => row.granted)).toEqual([true, true, true, false])
    expect(rows[3]).toMatchObject({ blocked_by: 'requests', blocked_scope: '' })
    expect(await taken(bench, endpoint)).toMatchObject({ in_flight: 3, requests: 3 })
  })

  it('frees expired places first', async () => {
    const endpoint = await bench.endpoint({ concurrency_limit: 2 })
    await acquire(endpoint, [{}, {}], { ttl_seconds: 1 })
    await bench.advance(1)
    expect(await acquire(endpoint, [{}, {}])).toMatchObject([{ granted: true }, { granted: true }])
  })

  it('answers nothing where nothing is asked', async () => {
    expect(await acquire(await bench.endpoint(), [])).toEqual([])
  })

  it('refuses at once what could never be granted together', async () => {
    const endpoint = await bench.endpoint({ token_limit: 100 })
    const call = { provider: 'p', endpoint, requests: [{ tokens: 60 }, { tokens: 60 }] }
    expect(await bench.refused('acquire_api_capacities', call)).toMatchObject({ code: 'JQ203' })
    expect(await bench.call('acquire_api_capacities', { ...call, partial: true })).toHaveLength(2)
  })

  it.each([
    ['no array', {}, {}],
    ['a negative estimate', [{}, { tokens: -1 }], { element: 1 }],
    ['an estimate beyond the counter', [{ input_tokens: 2_147_483_648 }], { element: 0 }],
    ['tokens beside input tokens', [{ tokens: 1, input_tokens: 1 }], { element: 0 }],
    ['an unknown key', [{ token: 1 }], { element: 0 }],
    ['an element that is no object', [1], { element: 0 }],
  ])('refuses %s', async (_, requests, detail) => {
    const call = { provider: 'test', endpoint: 'limited', requests }
    expect(await bench.refused('acquire_api_capacities', call)).toMatchObject({
      code: 'JQ001',
      detail: { argument: 'p_requests', ...detail },
    })
  })
})
