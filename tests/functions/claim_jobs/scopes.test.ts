import { beforeAll, describe, expect, it } from 'vitest'
import { type Args, type Bench, openBench, type Row } from '../bench.ts'

let bench: Bench

beforeAll(async () => {
  bench = await openBench()
})

const set = (endpoint: string, scope: string, settings: Args = {}) =>
  bench.one('set_api_rate_limit', { provider: 'p', endpoint, scope, ...settings })
const peek = (endpoint: string, scope = '') =>
  bench.one('peek_api_capacity', { provider: 'p', endpoint, scope })
const claim = (...job_types: string[]): Promise<Row[]> =>
  bench.call('claim_jobs', { worker: 'w', job_types, limit: 10 })
const enqueue = (job_type: string, estimated_tokens = 100) =>
  bench.one('enqueue_job', { job_type, estimated_tokens })

async function complete(jobs: Row[], actual_tokens?: number): Promise<void> {
  const completions = jobs.map(({ job_id, lease_token }) => ({ job_id, lease_token, actual_tokens }))
  await bench.call('complete_jobs', { completions })
}

describe('claim_jobs for a type whose endpoint lies in several scopes', () => {
  it.each([
    ['the key', { request_limit: 3 }, {}],
    ['the organisation', {}, { request_limit: 3 }],
    ['tokens of the organisation', {}, { token_limit: 399 }],
    ['places of the key', { concurrency_limit: 3 }, {}],
    ['the day of the organisation', {}, { day_token_limit: 399 }],
  ])('returns only jobs for which all have capacity: %s', async (_, ofKey, ofOrganisation) => {
    const endpoint = await bench.endpoint(ofOrganisation)
    await set(endpoint, 'key', { parents: [{}], ...ofKey })
    const jobType = await bench.type({ provider: 'p', endpoint, scope: 'key' })
    for (let n = 0; n < 5; n++) await enqueue(jobType)
    const jobs = await claim(jobType)
    expect(jobs).toHaveLength(3)
    expect(jobs[0]).toMatchObject({ endpoint, scope: 'key' })
    expect(await peek(endpoint)).toMatchObject({ in_flight: 3 })
    expect(await peek(endpoint, 'key')).toMatchObject({ in_flight: 3 })
    expect(await claim(jobType)).toEqual([])
  })

  it.each([
    ['complete', (jobs: Row[]) => complete(jobs, 40), '960'],
    ['fail', fail, '900'],
    ['lose their lease', lose, '900'],
  ])('settles every scope once when they %s', async (_, end, available) => {
    const endpoint = await bench.endpoint({ token_limit: 1000 })
    await set(endpoint, 'key', { token_limit: 1000, parents: [{}] })
    const jobType = await bench.type({ provider: 'p', endpoint, scope: 'key', max_attempts: 1 })
    await enqueue(jobType)
    const jobs = await bench.call('claim_jobs', { worker: 'w', job_types: [jobType], lease_seconds: 1 })
    expect(await peek(endpoint)).toMatchObject({ tokens_available: '900', in_flight: 1 })
    await end(jobs)
    for (const scope of ['', 'key']) {
      expect(await peek(endpoint, scope)).toMatchObject({ tokens_available: available, in_flight: 0 })
    }
  })

  it('returns none while one of them is paused', async () => {
    const endpoint = await bench.endpoint()
    await set(endpoint, 'key', { parents: [{}] })
    const jobType = await bench.type({ provider: 'p', endpoint, scope: 'key' })
    await enqueue(jobType)
    await set(endpoint, '', { status: 'paused' })
    expect(await claim(jobType)).toEqual([])
    await set(endpoint, '', { status: 'active' })
    expect(await claim(jobType)).toHaveLength(1)
  })

  it('frees the expired reservations of others in a scope that is full', async () => {
    const endpoint = await bench.endpoint({ concurrency_limit: 1 })
    await set(endpoint, 'mine', { parents: [{}] })
    await set(endpoint, 'theirs', { parents: [{}] })
    const jobType = await bench.type({ provider: 'p', endpoint, scope: 'mine' })
    await bench.one('acquire_api_capacity', { provider: 'p', endpoint, scope: 'theirs', ttl_seconds: 5 })
    await enqueue(jobType)
    expect(await claim(jobType)).toEqual([])
    await bench.advance(5)
    expect(await claim(jobType)).toHaveLength(1)
    expect(await peek(endpoint, 'theirs')).toMatchObject({ in_flight: 0 })
  })

  it('settles where they were taken, whatever has become of the parents', async () => {
    const endpoint = await bench.endpoint({ token_limit: 1000 })
    await set(endpoint, 'key', { parents: [{}] })
    const jobType = await bench.type({ provider: 'p', endpoint, scope: 'key' })
    await enqueue(jobType)
    const jobs = await claim(jobType)
    await set(endpoint, 'key', { parents: [] })
    await complete(jobs, 10)
    expect(await peek(endpoint)).toMatchObject({ tokens_available: '990', in_flight: 0 })
  })

  it.each([
    ['reserve_only', '900', '900'],
    ['actual_only', '1000', '960'],
    ['reserve_then_settle', '900', '960'],
  ])('charges by the mode of the dimension: %s', async (mode, claimed, settled) => {
    const endpoint = await bench.endpoint({ output_token_limit: 1000, output_token_charge: mode })
    const jobType = await bench.type({ provider: 'p', endpoint })
    await enqueue(jobType)
    const jobs = await claim(jobType)
    expect(await peek(endpoint)).toMatchObject({ output_tokens_available: claimed })
    await complete(jobs, 40)
    expect(await peek(endpoint)).toMatchObject({ output_tokens_available: settled, in_flight: 0 })
  })
})

describe('a large job at the head of a lane', () => {
  it('gets its turn although another lane of the endpoint always has small ones', async () => {
    const endpoint = await bench.endpoint({ token_limit: 1000 })
    const large = await bench.type({ provider: 'p', endpoint })
    const small = await bench.type({ provider: 'p', endpoint })
    for (let second = 0; second < 10; second++) {
      await enqueue(small)
      await claim(small)
      await bench.advance(1)
    }
    await enqueue(large, 900)
    let smallOnes = 0
    for (let second = 10; second < 75; second++) {
      await enqueue(small)
      if ((await claim(large)).length > 0) break
      smallOnes += (await claim(small)).length
      await bench.advance(1)
    }
    expect(await peek(endpoint)).toMatchObject({ tokens_available: '0' })
    expect(smallOnes).toBe(0)
    await bench.advance(3)
    expect(await claim(small)).toHaveLength(1)
  })

  it('has room kept for it against callers without jobs too, but not for ever', async () => {
    const endpoint = await bench.endpoint({ token_limit: 1000 })
    const large = await bench.type({ provider: 'p', endpoint })
    const call = { provider: 'p', endpoint, tokens: 200 }
    await bench.one('acquire_api_capacity', call)
    await enqueue(large, 900)
    expect(await claim(large)).toEqual([])
    expect(await bench.one('acquire_api_capacity', call)).toMatchObject({
      granted: false,
      blocked_by: 'tokens',
    })
    await bench.advance(62)
    for (let n = 0; n < 5; n++) await bench.one('acquire_api_capacity', call)
    expect(await peek(endpoint)).toMatchObject({ tokens_available: '0' })
  })

  it('holds up what stands behind it for a window at most', async () => {
    const endpoint = await bench.endpoint({ token_limit: 1000 })
    const jobType = await bench.type({ provider: 'p', endpoint })
    await enqueue(jobType, 200)
    await claim(jobType)
    await enqueue(jobType, 900)
    await enqueue(jobType, 100)
    expect(await claim(jobType)).toEqual([])
    await bench.advance(62)
    expect(await claim(jobType)).toHaveLength(2)
  })

  it('is admitted alone if it exceeds the window, where the endpoint says so', async () => {
    const endpoint = await bench.endpoint({ token_limit: 1000, oversize: 'admit_alone' })
    const jobType = await bench.type({ provider: 'p', endpoint })
    await enqueue(jobType, 100)
    await claim(jobType)
    await enqueue(jobType, 3000)
    expect(await claim(jobType)).toEqual([])
    await bench.advance(62)
    expect(await claim(jobType)).toHaveLength(1)
    expect(await claim(jobType)).toEqual([])
  })
})

describe('a draining endpoint', () => {
  it('works off what waits and takes nothing more in', async () => {
    const endpoint = await bench.endpoint({ request_limit: 10 })
    const jobType = await bench.type({ provider: 'p', endpoint })
    await enqueue(jobType)
    await set(endpoint, '', { status: 'draining' })
    expect(await bench.refused('enqueue_job', { job_type: jobType })).toMatchObject({ code: 'JQ202' })
    expect(await claim(jobType)).toHaveLength(1)
  })
})

async function fail(jobs: Row[]): Promise<void> {
  for (const { job_id, lease_token } of jobs)
    await bench.one('fail_job', { job_id, lease_token, error: 'no' })
}

async function lose(): Promise<void> {
  await bench.advance(1)
  await bench.call('tick')
}
