import { beforeAll, describe, expect, it } from 'vitest'
import { type Args, type Bench, openBench } from '../bench.ts'
import { taken } from '../look.ts'

let bench: Bench

beforeAll(async () => {
  bench = await openBench()
})

async function reserve(args: Args = {}, limits: Args = {}) {
  const endpoint = await bench.endpoint({
    request_limit: 100,
    token_limit: 1000,
    concurrency_limit: 9,
    ...limits,
  })
  const call = { provider: 'p', endpoint, tokens: 100, requests: 2, ...args }
  const { reservation_id } = await bench.one('acquire_api_capacity', call, 'headgate_worker')
  return { endpoint, reservation_id }
}

const release = (reservation_id: unknown, args: Args = {}) =>
  bench.one('release_api_capacity', { reservation_id, ...args }, 'headgate_worker')

describe('release_api_capacity', () => {
  it.each([
    ['charges what the call cost beyond its estimate', { actual_tokens: 150, actual_requests: 5 }, 150, 5],
    ['gives back what the call did not need', { actual_tokens: 0, actual_requests: 0 }, 0, 0],
    ['keeps the estimate where nothing is reported', {}, 100, 2],
    ['keeps the estimate of what is not reported', { actual_tokens: 7 }, 7, 2],
  ])('%s, and frees the place', async (_, actual, tokens, requests) => {
    const { endpoint, reservation_id } = await reserve()
    expect(await release(reservation_id, actual)).toEqual({
      reservation_id,
      outcome: 'settled',
      charged_tokens: String(tokens),
      charged_requests: requests,
      charged_input_tokens: '0',
      charged_output_tokens: '0',
      charged_cost_micros: '0',
    })
    expect(await taken(bench, endpoint)).toEqual({ in_flight: 0, requests, tokens })
  })

  it('lets debt block the endpoint until it has left the window', async () => {
    const { endpoint, reservation_id } = await reserve()
    await release(reservation_id, { actual_tokens: 2_147_483_647 })
    const call = { provider: 'p', endpoint, tokens: 1 }
    expect(await bench.one('acquire_api_capacity', call)).toMatchObject({
      granted: false,
      blocked_by: 'tokens',
    })
    await bench.advance(62)
    expect(await bench.one('acquire_api_capacity', call)).toMatchObject({ granted: true })
  })

  it('changes nothing the second time', async () => {
    const { endpoint, reservation_id } = await reserve()
    await release(reservation_id, { actual_tokens: 50 })
    const after = await taken(bench, endpoint)
    for (const args of [{}, { actual_tokens: 50 }, { actual_tokens: 50, actual_requests: 2 }]) {
      expect(await release(reservation_id, args)).toMatchObject({
        outcome: 'already_settled',
        charged_tokens: '50',
      })
    }
    expect(await taken(bench, endpoint)).toEqual(after)
  })

  it('refuses to settle again with other amounts', async () => {
    const { endpoint, reservation_id } = await reserve()
    await release(reservation_id, { actual_tokens: 50 })
    const after = await taken(bench, endpoint)
    const refusal = await bench.refused('release_api_capacity', { reservation_id, actual_tokens: 51 })
    expect(refusal).toMatchObject({
      code: 'JQ206',
      detail: { reservation_id, charged_tokens: 50, charged_requests: 2 },
    })
    expect(await taken(bench, endpoint)).toEqual(after)
  })

  it('charges one of two releases at once', async () => {
    const { endpoint, reservation_id } = await reserve()
    const answers = await Promise.all([1, 2, 3, 4].map(() => release(reservation_id, { actual_tokens: 300 })))
    expect(answers.map((answer) => answer.outcome).sort()).toEqual([
      'already_settled',
      'already_settled',
      'already_settled',
      'settled',
    ])
    expect(await taken(bench, endpoint)).toMatchObject({ in_flight: 0, tokens: 300 })
  })

  it('charges after expiry only what exceeds the estimate, once, and says so', async () => {
    const { endpoint, reservation_id } = await reserve({ ttl_seconds: 10 })
    await bench.advance(10)
    await bench.call('tick')
    expect(await taken(bench, endpoint)).toEqual({ in_flight: 0, requests: 2, tokens: 100 })
    const settled = { reservation_id, charged_tokens: '130', charged_requests: 2 }
    const actual = { actual_tokens: 130, actual_requests: 1 }
    expect(await release(reservation_id, actual)).toMatchObject({ ...settled, outcome: 'expired' })
    expect(await release(reservation_id, { actual_tokens: 130 })).toMatchObject({
      ...settled,
      outcome: 'already_settled',
    })
    expect(await taken(bench, endpoint)).toEqual({ in_flight: 0, requests: 2, tokens: 130 })
  })

  it('gives nothing back after expiry', async () => {
    const { endpoint, reservation_id } = await reserve({ ttl_seconds: 10 })
    await bench.advance(10)
    await bench.call('tick')
    const answer = await release(reservation_id, { actual_tokens: 1, actual_requests: 0 })
    expect(answer).toMatchObject({ outcome: 'expired', charged_tokens: '100', charged_requests: 2 })
    expect(await taken(bench, endpoint)).toEqual({ in_flight: 0, requests: 2, tokens: 100 })
  })

  it('settles a reservation that is past its time and that nobody has expired yet', async () => {
    const { endpoint, reservation_id } = await reserve({ ttl_seconds: 10 })
    await bench.advance(10)
    expect(await release(reservation_id, { actual_tokens: 40 })).toMatchObject({ outcome: 'settled' })
    expect(await taken(bench, endpoint)).toMatchObject({ in_flight: 0, tokens: 40 })
  })

  it('gives nothing back of a grant that has left the window, and charges its debt now', async () => {
    for (const [actual_tokens, tokens] of [
      [0, 0],
      [150, 50],
    ]) {
      const { endpoint, reservation_id } = await reserve({ ttl_seconds: 600 })
      await bench.advance(100)
      await release(reservation_id, { actual_tokens })
      await bench.one('acquire_api_capacity', { provider: 'p', endpoint, requests: 0 })
      expect(await taken(bench, endpoint)).toMatchObject({ tokens })
    }
  })

  it('refuses the reservation of another role, open or settled, except to an operator', async () => {
    const { endpoint } = await reserve()
    const call = { provider: 'p', endpoint, tokens: 10 }
    const { reservation_id } = await bench.one('acquire_api_capacity', call, 'service_role')
    for (const settle of [false, true]) {
      if (settle) await bench.one('release_api_capacity', { reservation_id }, 'headgate_operator')
      const refusal = await bench.refused('release_api_capacity', { reservation_id }, 'headgate_worker')
      expect(refusal).toMatchObject({ code: 'JQ205', detail: { reservation_id, actor: 'headgate_worker' } })
    }
    expect(await bench.one('release_api_capacity', { reservation_id }, 'headgate_operator')).toMatchObject({
      outcome: 'already_settled',
    })
  })

  it.each(['987654321', '-1', '0', '9223372036854775807'])(
    'refuses the unknown reservation %s',
    async (reservation_id) => {
      for (const role of ['headgate_worker', 'headgate_operator'] as const) {
        const refusal = await bench.refused('release_api_capacity', { reservation_id }, role)
        expect(refusal).toMatchObject({ code: 'JQ204', detail: { reservation_id } })
      }
    },
  )

  it.each([
    ['no reservation', { reservation_id: null }, 'p_reservation_id'],
    ['negative tokens', { actual_tokens: -1 }, 'p_actual_tokens'],
    ['tokens beyond the counter', { actual_tokens: 2_147_483_648 }, 'p_actual_tokens'],
    ['negative requests', { actual_requests: -1 }, 'p_actual_requests'],
    ['too many requests', { actual_requests: 1_000_001 }, 'p_actual_requests'],
  ])('refuses %s', async (_, args, argument) => {
    const refusal = await bench.refused('release_api_capacity', { reservation_id: '1', ...args })
    expect(refusal).toMatchObject({ code: 'JQ001', detail: { argument } })
  })
})
