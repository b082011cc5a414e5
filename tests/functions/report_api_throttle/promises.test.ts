import { beforeAll, describe, expect, it } from 'vitest'
import { type Args, type Bench, openBench } from '../bench.ts'

let bench: Bench

beforeAll(async () => {
  bench = await openBench()
})

const report = (endpoint: string, args: Args = {}) =>
  bench.one('report_api_throttle', { provider: 'p', endpoint, status: 429, ...args }, 'headgate_worker')
const acquire = (endpoint: string, args: Args = {}) =>
  bench.one('acquire_api_capacity', { provider: 'p', endpoint, ...args })
const peek = (endpoint: string) => bench.one('peek_api_capacity', { provider: 'p', endpoint })

/** Reports a refusal and moves to the end of the block. */
async function sitOut(endpoint: string, args: Args = {}): Promise<void> {
  const { delay_seconds } = await report(endpoint, args)
  await bench.advance(Number(delay_seconds))
}

describe('a refusal', () => {
  it('blocks the endpoint for everybody at once, acquire and claim alike, and says until when', async () => {
    const endpoint = await bench.endpoint({ request_limit: 100 })
    const job_type = await bench.type({ provider: 'p', endpoint })
    await bench.call('enqueue_jobs', { jobs: [{ job_type }, { job_type }] })
    const { blocked_until, ...told } = await report(endpoint, { headers: { 'retry-after': '30' } })
    expect(told).toEqual({ kind: 'rate', retryable: true, delay_seconds: 30, factor: 0.8 })
    expect(blocked_until).toEqual(new Date((await bench.now()).getTime() + 30_000))
    const refused = { granted: false, blocked_by: 'blocked', retry_at: blocked_until }
    expect(await acquire(endpoint)).toMatchObject(refused)
    expect(await peek(endpoint)).toMatchObject({ blocked_by: 'blocked', retry_at: blocked_until })
    const claim = { worker: 'w', job_types: [job_type], limit: 5 }
    expect(await bench.call('claim_jobs', claim)).toEqual([])
    await bench.advance(29.999)
    expect(await acquire(endpoint)).toMatchObject(refused)
    await bench.advance(0.001)
    expect(await bench.call('claim_jobs', claim)).toHaveLength(2)
    expect(await acquire(endpoint)).toMatchObject({ granted: true })
  })

  it('leaves other endpoints and scopes of the provider alone', async () => {
    const endpoint = await bench.endpoint()
    await bench.call('set_api_rate_limit', { provider: 'p', endpoint, scope: 'other' })
    await report(endpoint)
    expect(await acquire(endpoint, { scope: 'other' })).toMatchObject({ granted: true })
    await report(endpoint, { scope: 'other' })
    expect(await acquire(endpoint, { scope: 'other' })).toMatchObject({ granted: false })
  })

  it('never shortens a block', async () => {
    const endpoint = await bench.endpoint()
    await report(endpoint, { headers: { 'retry-after': '30' } })
    expect(await report(endpoint, { headers: { 'retry-after': '2' } })).toMatchObject({ delay_seconds: 30 })
    expect(await report(endpoint, { headers: { 'retry-after': '60' } })).toMatchObject({ delay_seconds: 60 })
  })

  it('lowers all limits by a factor, which recovers evenly after the block', async () => {
    const endpoint = await bench.endpoint({ request_limit: 100, token_limit: 1000, concurrency_limit: 10 })
    await sitOut(endpoint)
    expect(await peek(endpoint)).toMatchObject({ requests_available: '80', tokens_available: '800' })
    expect(await acquire(endpoint, { requests: 81 })).toMatchObject({
      granted: false,
      blocked_by: 'requests',
    })
    await bench.advance(30)
    expect(await peek(endpoint)).toMatchObject({ requests_available: '90', tokens_available: '900' })
    for (let call = 0; call < 9; call++) expect(await acquire(endpoint)).toMatchObject({ granted: true })
    expect(await acquire(endpoint)).toMatchObject({ granted: false, blocked_by: 'concurrency' })
    await bench.advance(30)
    expect(await acquire(endpoint)).toMatchObject({ granted: true })
  })

  it('lowers the limits of every dimension but the day’s, whether windows or buckets', async () => {
    for (const mode of ['strict', 'mirror']) {
      const limits = {
        request_limit: 100,
        input_token_limit: 1000,
        output_token_limit: 100,
        day_request_limit: 90,
      }
      const endpoint = await bench.endpoint({ ...limits, mode })
      await sitOut(endpoint)
      expect(await peek(endpoint), mode).toMatchObject({
        ...{ requests_available: '80', input_tokens_available: '800', output_tokens_available: '80' },
        day_requests_available: '90',
      })
      expect(await acquire(endpoint, { output_tokens: 81 }), mode).toMatchObject({
        blocked_by: 'output_tokens',
      })
    }
  })

  it('lowers a scope that contains others for all of them', async () => {
    const parent = await bench.endpoint({ request_limit: 10 })
    const endpoint = await bench.endpoint()
    const parents = [{ provider: 'p', endpoint: parent }]
    await bench.call('set_api_rate_limit', { provider: 'p', endpoint, parents })
    await report(parent)
    expect(await acquire(endpoint)).toMatchObject({ granted: false, blocked_by: 'blocked' })
  })

  it('puts what is booked ahead behind the block', async () => {
    const endpoint = await bench.endpoint({ request_limit: 10 })
    const { blocked_until } = await report(endpoint)
    expect(await acquire(endpoint, { max_wait_seconds: 60 })).toMatchObject({
      granted: true,
      start_at: blocked_until,
    })
  })

  it('says when a cost larger than the lowered limit will be taken', async () => {
    const endpoint = await bench.endpoint({ token_limit: 1000 })
    await sitOut(endpoint)
    const { granted, retry_at } = await acquire(endpoint, { tokens: 900 })
    expect(granted).toBe(false)
    const seconds = (Number(retry_at) - (await bench.now()).getTime()) / 1000
    expect(seconds).toBeCloseTo(30, 1)
    await bench.advance(seconds - 0.1)
    expect(await acquire(endpoint, { tokens: 900 })).toMatchObject({ granted: false })
    await bench.advance(0.1)
    expect(await acquire(endpoint, { tokens: 900 })).toMatchObject({ granted: true })
  })

  it('multiplies the factor again once the block is over, down to a tenth and one call', async () => {
    const endpoint = await bench.endpoint({ request_limit: 5 })
    const factors: unknown[] = []
    for (let refusals = 0; refusals < 12; refusals++) {
      factors.push((await report(endpoint)).factor)
      await bench.advance(5)
    }
    expect(factors.slice(0, 3)).toEqual([0.8, 0.8 * 0.8, expect.closeTo(0.512, 9)])
    expect(factors.at(-1)).toBe(0.1)
    expect(await acquire(endpoint)).toMatchObject({ granted: true })
    expect(await acquire(endpoint)).toMatchObject({ granted: false })
  })

  it('lowers the factor once for calls that were under way together', async () => {
    const endpoint = await bench.endpoint()
    const called_at = await bench.now()
    await bench.advance(1)
    for (let call = 0; call < 20; call++) await report(endpoint, { called_at })
    expect(await report(endpoint)).toMatchObject({ factor: 0.8 })
    await bench.advance(10)
    expect((await report(endpoint, { called_at })).factor).toBeGreaterThanOrEqual(0.8)
    expect((await report(endpoint, { called_at: await bench.now() })).factor).toBeLessThan(0.8)
  })

  it('is written once, and put on the record once, in a storm of the same', async () => {
    const endpoint = await bench.endpoint({ request_limit: 10 })
    const called_at = await bench.now()
    await report(endpoint, { called_at })
    const version = () =>
      bench.sql('select xmin, ctid from headgate_private.api_rate_limits where endpoint = $1', [endpoint])
    const before = await version()
    for (let call = 0; call < 20; call++) await report(endpoint, { called_at })
    expect(await version()).toEqual(before)
    const record = await bench.sql(
      `select details from headgate.audit_log where action = 'api_throttled' and details ->> 'endpoint' = $1`,
      [endpoint],
    )
    expect(record).toMatchObject([{ details: { kind: 'rate', status: 429, factor: 0.8 } }])
  })

  it('keeps what is taken, and what is reserved, and the limits that were set', async () => {
    const endpoint = await bench.endpoint({ token_limit: 1000 })
    const { reservation_id } = await acquire(endpoint, { tokens: 300 })
    await sitOut(endpoint)
    expect(await peek(endpoint)).toMatchObject({ token_limit: 1000, tokens_available: '500', in_flight: 1 })
    await bench.one('release_api_capacity', { reservation_id, actual_tokens: 100 })
    expect(await peek(endpoint)).toMatchObject({ tokens_available: '700' })
    await bench.call('set_api_rate_limit', { provider: 'p', endpoint, token_limit: 2000 })
    expect(await peek(endpoint)).toMatchObject({ tokens_available: '1500' })
  })
})

describe('the kind of a refusal', () => {
  it.each<[string, Args, Args]>([
    ['a 429', {}, { kind: 'rate', retryable: true, factor: 0.8 }],
    [
      'OpenAI’s 429 for a rate, whose message speaks of billing',
      { error: 'requests rate_limit_exceeded Rate limit reached. Add a payment method at …/account/billing' },
      { kind: 'rate' },
    ],
    [
      'Google’s, which speaks of a quota',
      { error: 'RESOURCE_EXHAUSTED You exceeded your current quota' },
      { kind: 'rate' },
    ],
    ['AWS’s', { status: 400, error: 'ThrottlingException' }, { kind: 'rate' }],
    [
      'AWS’s, told by a header',
      { status: 400, headers: { 'X-Amzn-ErrorType': 'ThrottlingException:http://internal.amazon.com/' } },
      { kind: 'rate' },
    ],
    ['a 529', { status: 529 }, { kind: 'overload', retryable: true, factor: 0.8 }],
    ['a 503', { status: 503 }, { kind: 'overload' }],
    ['an error that says so', { error: 'overloaded_error Overloaded' }, { kind: 'overload' }],
    [
      'one for rising too fast',
      { error: 'rate_limit_error This request would exceed the acceleration limit' },
      { kind: 'acceleration', retryable: true, factor: expect.closeTo(0.64, 9) },
    ],
    ['OpenAI’s 503 for the same', { status: 503, error: 'Slow Down' }, { kind: 'acceleration' }],
    [
      'a quota that is used up',
      { error: 'insufficient_quota' },
      { kind: 'spend', retryable: false, factor: 1 },
    ],
    ['a spend cap', { error: 'enforced_spend_limit_reached' }, { kind: 'spend', retryable: false }],
    ['an empty purse', { status: 402 }, { kind: 'spend', retryable: false }],
    [
      'a 429 that says not to try again',
      { headers: { 'x-should-retry': 'false' } },
      { kind: 'spend', retryable: false },
    ],
    [
      'a request that no window could take',
      { error: 'Request too large for gpt-x on tokens per min: Limit 10000, Requested 15000' },
      { kind: 'oversized', retryable: false, blocked_until: null, factor: 1 },
    ],
    [
      'a 500',
      { status: 500 },
      { kind: 'none', retryable: true, delay_seconds: 0, blocked_until: null, factor: 1 },
    ],
    ['a 200', { status: 200, error: 'overloaded' }, { kind: 'none', blocked_until: null }],
  ])('of %s', async (_, args, told) => {
    expect(await report(await bench.endpoint(), args)).toMatchObject(told)
  })

  it('makes a spend cap block for the setting, and not lower the limits', async () => {
    const endpoint = await bench.endpoint({ request_limit: 10 })
    expect(await report(endpoint, { error: 'insufficient_quota' })).toMatchObject({ delay_seconds: 3600 })
    await bench.advance(3600)
    expect(await peek(endpoint)).toMatchObject({ requests_available: '10', blocked_by: null })
  })
})

describe('settings', () => {
  it('say how long, how much and how slowly', async () => {
    const settings = {
      throttle_default_seconds: 2,
      throttle_longest_seconds: 20,
      throttle_decrease: 0.5,
      throttle_recovery_seconds: 10,
      spend_cap_seconds: 60,
    }
    for (const [key, value] of Object.entries(settings)) await bench.call('set_configuration', { key, value })
    const endpoint = await bench.endpoint({ request_limit: 100 })
    expect(await report(endpoint)).toMatchObject({ delay_seconds: 2, factor: 0.5 })
    expect(await report(endpoint, { retry_after: '1h' })).toMatchObject({ delay_seconds: 20 })
    await bench.advance(22.5)
    expect(await peek(endpoint)).toMatchObject({ requests_available: '75' })
    expect(await report(endpoint, { status: 402 })).toMatchObject({ delay_seconds: 60 })
  })
})

describe('report_api_throttle', () => {
  it.each([
    ['an unknown endpoint', { endpoint: 'nowhere' }, 'JQ201'],
    ['no provider', { provider: null }, 'JQ001'],
    ['no endpoint', { endpoint: null }, 'JQ001'],
    ['no status', { status: null }, 'JQ001'],
    ['no scope', { scope: null }, 'JQ001'],
  ])('refuses %s', async (_, args, code) => {
    const valid = { provider: 'test', endpoint: 'limited', status: 429 }
    expect(await bench.refused('report_api_throttle', { ...valid, ...args })).toMatchObject({ code })
  })
})
