import { beforeAll, describe, expect, it } from 'vitest'
import { type Args, type Bench, openBench } from '../bench.ts'
import { taken } from '../look.ts'

let bench: Bench

beforeAll(async () => {
  bench = await openBench()
})

const acquire = (endpoint: string, args: Args = {}) =>
  bench.one('acquire_api_capacity', { provider: 'p', endpoint, ...args })

async function inSeconds(seconds: number): Promise<Date> {
  return new Date((await bench.now()).getTime() + seconds * 1000)
}

describe('acquire_api_capacity', () => {
  it('takes requests, tokens and a place together, and remembers whose they are', async () => {
    const endpoint = await bench.endpoint({ request_limit: 10, token_limit: 100, concurrency_limit: 2 })
    const answer = await acquire(endpoint, { tokens: 60, requests: 3, ttl_seconds: 50, correlation_id: 'c' })
    expect(answer).toEqual({
      granted: true,
      reservation_id: expect.any(String),
      expires_at: await inSeconds(50),
      blocked_by: null,
      retry_at: null,
      blocked_endpoint: null,
      blocked_scope: null,
      start_at: await bench.now(),
      wait_seconds: 0,
    })
    expect(await taken(bench, endpoint)).toEqual({ in_flight: 1, requests: 3, tokens: 60 })
    const rows = await bench.sql('select * from headgate_private.reservation where reservation_id = $1', [
      answer.reservation_id,
    ])
    expect(rows).toMatchObject([{ requests: 3, tokens: 60, actor: 'service_role', correlation_id: 'c' }])
  })

  it('holds its place as long as the setting says where it is not told', async () => {
    expect(await acquire(await bench.endpoint())).toMatchObject({ expires_at: await inSeconds(120) })
  })

  it.each([
    ['requests', { request_limit: 10 }, { requests: 10 }, { requests: 1 }],
    ['tokens', { token_limit: 100 }, { tokens: 60 }, { tokens: 41 }],
    ['concurrency', { concurrency_limit: 1 }, {}, {}],
  ])(
    'refuses beyond the limit of %s, names it, and takes nothing',
    async (dimension, limits, first, second) => {
      const endpoint = await bench.endpoint({
        request_limit: 100,
        token_limit: 1000,
        concurrency_limit: 9,
        ...limits,
      })
      await acquire(endpoint, first)
      const before = await taken(bench, endpoint)
      const refusal = await acquire(endpoint, second)
      expect(refusal).toMatchObject({
        granted: false,
        reservation_id: null,
        expires_at: null,
        blocked_by: dimension,
      })
      expect(Number(refusal.retry_at)).toBeGreaterThan((await bench.now()).getTime())
      expect(await taken(bench, endpoint)).toEqual(before)
    },
  )

  it('grants at the time it named, and not a moment before', async () => {
    const endpoint = await bench.endpoint({ request_limit: 2 })
    await acquire(endpoint)
    await bench.advance(20)
    await acquire(endpoint)
    const { retry_at, wait_seconds } = await acquire(endpoint)
    const wait = (Number(retry_at) - (await bench.now()).getTime()) / 1000
    expect(wait_seconds).toBeCloseTo(wait, 2)
    await bench.advance(wait - 0.002)
    expect(await acquire(endpoint)).toMatchObject({ granted: false, blocked_by: 'requests' })
    await bench.advance(0.003)
    expect(await acquire(endpoint)).toMatchObject({ granted: true })
    expect(await acquire(endpoint)).toMatchObject({ granted: false })
  })

  it('grants no more than the limit in any window, and all of it in the next', async () => {
    const endpoint = await bench.endpoint({ request_limit: 5, skew_allowance_seconds: 0 })
    const grants: number[] = []
    for (let step = 0; step < 150; step++) {
      const now = (await bench.now()).getTime() / 1000
      if ((await acquire(endpoint)).granted) grants.push(now)
      await bench.advance(1.7)
    }
    for (const at of grants)
      expect(grants.filter((t) => t > at - 60 && t <= at).length).toBeLessThanOrEqual(5)
    expect(grants.length).toBeGreaterThanOrEqual(20)
  })

  it.each([
    ['paused', { status: 'paused' }],
    ['inactive', { status: 'inactive' }],
  ])('grants nothing of an endpoint that is %s, and cannot say for how long', async (status, limits) => {
    expect(await acquire(await bench.endpoint(limits))).toMatchObject({
      granted: false,
      blocked_by: status,
      retry_at: null,
    })
  })

  it('grants nothing before a block ends', async () => {
    const endpoint = await bench.endpoint()
    const until = await inSeconds(30)
    await bench.sql('update headgate_private.api_rate_limits set blocked_until = $1 where endpoint = $2', [
      until,
      endpoint,
    ])
    expect(await acquire(endpoint)).toMatchObject({ granted: false, blocked_by: 'blocked', retry_at: until })
    await bench.advance(30)
    expect(await acquire(endpoint)).toMatchObject({ granted: true })
  })

  it('grants anything of an endpoint without limits', async () => {
    const endpoint = await bench.endpoint()
    for (let i = 0; i < 5; i++) {
      const args = { tokens: 2_147_483_647, requests: 1_000_000 }
      expect(await acquire(endpoint, args)).toMatchObject({ granted: true })
    }
  })

  it('takes a place alone for a call that costs nothing', async () => {
    const endpoint = await bench.endpoint({ request_limit: 1, token_limit: 1, concurrency_limit: 3 })
    await acquire(endpoint, { tokens: 1 })
    expect(await acquire(endpoint, { tokens: 0, requests: 0 })).toMatchObject({ granted: true })
    expect(await taken(bench, endpoint)).toEqual({ in_flight: 2, requests: 1, tokens: 1 })
  })

  it('tells scopes of one endpoint apart', async () => {
    const endpoint = await bench.endpoint({ request_limit: 1 })
    await bench.one('set_api_rate_limit', { provider: 'p', endpoint, scope: 'team', request_limit: 1 })
    expect(await acquire(endpoint)).toMatchObject({ granted: true })
    expect(await acquire(endpoint, { scope: 'team' })).toMatchObject({ granted: true })
    expect(await acquire(endpoint, { scope: 'team' })).toMatchObject({ granted: false })
  })

  it('frees the place of an expired reservation for the next caller, and keeps its charge', async () => {
    const endpoint = await bench.endpoint({ concurrency_limit: 1, token_limit: 100 })
    await acquire(endpoint, { tokens: 30, ttl_seconds: 10 })
    await bench.advance(9.999)
    expect(await acquire(endpoint)).toMatchObject({ granted: false })
    await bench.advance(0.001)
    expect(await acquire(endpoint, { tokens: 30 })).toMatchObject({ granted: true })
    expect(await taken(bench, endpoint)).toMatchObject({ in_flight: 1, tokens: 60 })
  })

  it('never grants more than the limit to callers at the same time', async () => {
    const endpoint = await bench.endpoint({ concurrency_limit: 7 })
    const answers = await Promise.all(Array.from({ length: 30 }, () => acquire(endpoint)))
    expect(answers.filter((answer) => answer.granted)).toHaveLength(7)
  })

  it.each([
    ['requests', { request_limit: 5 }, { requests: 6 }],
    ['tokens', { token_limit: 5 }, { tokens: 6 }],
  ])('refuses a cost in %s that no window can take', async (dimension, limits, args) => {
    const endpoint = await bench.endpoint(limits)
    const refusal = await bench.refused('acquire_api_capacity', { provider: 'p', endpoint, ...args })
    expect(refusal).toMatchObject({ code: 'JQ203', detail: { provider: 'p', endpoint, [dimension]: 6 } })
  })

  it.each([
    [
      'an endpoint without limits set',
      { endpoint: 'nowhere' },
      { code: 'JQ201', detail: { endpoint: 'nowhere' } },
    ],
    ['a scope without limits set', { scope: 'x' }, { code: 'JQ201', detail: { scope: 'x' } }],
    ['no provider', { provider: null }, { code: 'JQ001', detail: { argument: 'p_provider' } }],
    ['no endpoint', { endpoint: null }, { code: 'JQ001', detail: { argument: 'p_endpoint' } }],
    ['no scope', { scope: null }, { code: 'JQ001', detail: { argument: 'p_scope' } }],
    ['no tokens', { tokens: null }, { code: 'JQ001', detail: { argument: 'p_tokens' } }],
    ['negative tokens', { tokens: -1 }, { code: 'JQ001', detail: { argument: 'p_tokens' } }],
    [
      'tokens beyond the counter',
      { tokens: 2_147_483_648 },
      { code: 'JQ001', detail: { argument: 'p_tokens' } },
    ],
    ['no requests', { requests: null }, { code: 'JQ001', detail: { argument: 'p_requests' } }],
    ['negative requests', { requests: -1 }, { code: 'JQ001', detail: { argument: 'p_requests' } }],
    ['too many requests', { requests: 1_000_001 }, { code: 'JQ001', detail: { argument: 'p_requests' } }],
    ['no time', { ttl_seconds: 0 }, { code: 'JQ001', detail: { argument: 'p_ttl_seconds' } }],
    ['more than a day', { ttl_seconds: 86_401 }, { code: 'JQ001', detail: { argument: 'p_ttl_seconds' } }],
    [
      'an empty correlation id',
      { correlation_id: '' },
      { code: 'JQ001', detail: { argument: 'p_correlation_id' } },
    ],
  ])('refuses %s', async (_, args, expected) => {
    const valid = { provider: 'test', endpoint: 'limited' }
    expect(await bench.refused('acquire_api_capacity', { ...valid, ...args })).toMatchObject(expected)
  })
})
