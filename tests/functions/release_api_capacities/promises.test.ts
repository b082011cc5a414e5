import { beforeAll, describe, expect, it } from 'vitest'
import { type Args, type Bench, openBench, type Row } from '../bench.ts'
import { taken } from '../look.ts'

let bench: Bench

beforeAll(async () => {
  bench = await openBench()
})

async function reserve(endpoint: string, requests: Args[]): Promise<unknown[]> {
  const rows = await bench.call('acquire_api_capacities', { provider: 'p', endpoint, requests })
  return rows.map((row) => row.reservation_id)
}

const release = (releases: unknown): Promise<Row[]> => bench.call('release_api_capacities', { releases })

describe('release_api_capacities', () => {
  it('settles each with what it cost', async () => {
    const endpoint = await bench.endpoint({ token_limit: 1000 })
    const [a, b, c] = await reserve(endpoint, [{ tokens: 100 }, { tokens: 100 }, { tokens: 100 }])
    const rows = await release([
      { reservation_id: a, actual_tokens: 10 },
      { reservation_id: b, actual_tokens: 150, actual_requests: 3 },
      { reservation_id: c },
    ])
    expect(rows).toEqual([
      { element: 0, reservation_id: a, outcome: 'settled', charged_tokens: '10', charged_requests: 1 },
      { element: 1, reservation_id: b, outcome: 'settled', charged_tokens: '150', charged_requests: 3 },
      { element: 2, reservation_id: c, outcome: 'settled', charged_tokens: '100', charged_requests: 1 },
    ])
    expect(await taken(bench, endpoint)).toEqual({ in_flight: 0, requests: 5, tokens: 260 })
  })

  it('settles once, whoever is named twice, released before or expired', async () => {
    const endpoint = await bench.endpoint({ token_limit: 1000 })
    const [a, b] = await reserve(endpoint, [{ tokens: 100 }, { tokens: 100 }])
    const { reservation_id: late } = await bench.one('acquire_api_capacity', {
      provider: 'p',
      endpoint,
      tokens: 100,
      ttl_seconds: 1,
    })
    await bench.one('release_api_capacity', { reservation_id: a, actual_tokens: 50 })
    await bench.advance(1)
    await bench.call('tick')
    const rows = await release([
      { reservation_id: b, actual_tokens: 20 },
      { reservation_id: a, actual_tokens: 50 },
      { reservation_id: b, actual_tokens: 20 },
      { reservation_id: late, actual_tokens: 130 },
    ])
    expect(rows.map((row) => row.outcome)).toEqual([
      'settled',
      'already_settled',
      'already_settled',
      'expired',
    ])
    expect(await taken(bench, endpoint)).toEqual({ in_flight: 0, requests: 3, tokens: 200 })
  })

  it('settles what is not plain as release_api_capacity does', async () => {
    const endpoint = await bench.endpoint({ output_token_limit: 100, output_token_charge: 'actual_only' })
    const [a, b] = await reserve(endpoint, [{ output_tokens: 10 }, { output_tokens: 10 }])
    await release([
      { reservation_id: a, actual_output_tokens: 30 },
      { reservation_id: b, actual_output_tokens: 5 },
    ])
    expect(await bench.one('peek_api_capacity', { provider: 'p', endpoint })).toMatchObject({
      output_tokens_available: '65',
      in_flight: 0,
    })
  })

  it('settles none if one is bad', async () => {
    const endpoint = await bench.endpoint({ token_limit: 1000 })
    const [a] = await reserve(endpoint, [{ tokens: 100 }])
    const releases = [{ reservation_id: a, actual_tokens: 1 }, { reservation_id: '999999999' }]
    expect(await bench.refused('release_api_capacities', { releases })).toMatchObject({ code: 'JQ204' })
    expect(await taken(bench, endpoint)).toMatchObject({ in_flight: 1, tokens: 100 })
  })

  it('leaves the reservations of other roles alone', async () => {
    const endpoint = await bench.endpoint({ token_limit: 1000 })
    const [reservation_id] = await reserve(endpoint, [{ tokens: 100 }])
    const releases = [{ reservation_id }]
    expect(await bench.refused('release_api_capacities', { releases }, 'headgate_worker')).toMatchObject({
      code: 'JQ205',
    })
    expect(await taken(bench, endpoint)).toMatchObject({ in_flight: 1, tokens: 100 })
  })

  it.each([
    ['no array', {}, {}],
    ['an element without a reservation', [{ actual_tokens: 1 }], { element: 0 }],
    ['a cost below zero', [{ reservation_id: '1', actual_tokens: -1 }], { element: 0 }],
    ['an unknown key', [{ reservation_id: '1', tokens: 1 }], { element: 0 }],
  ])('refuses %s', async (_, releases, detail) => {
    expect(await bench.refused('release_api_capacities', { releases })).toMatchObject({
      code: 'JQ001',
      detail: { argument: 'p_releases', ...detail },
    })
  })
})
