import { beforeAll, describe, expect, it } from 'vitest'
import { type Args, type Bench, openBench, START } from '../bench.ts'
import { rowCounts, trail } from '../look.ts'

let bench: Bench

beforeAll(async () => {
  bench = await openBench()
})

/** A job type on an endpoint of its own whose queue is full. */
async function fullQueue(settings: Args, jobs = 10): Promise<string> {
  const endpoint = await bench.endpoint({ queue_depth_limit: jobs, ...settings })
  const job_type = await bench.type({ provider: 'p', endpoint })
  await enqueue(job_type, jobs)
  return job_type
}

const enqueue = (job_type: string, count = 1, more: Args = {}) =>
  bench.call('enqueue_jobs', { jobs: Array.from({ length: count }, () => ({ job_type, ...more })) })

const at = (seconds: number): Date => new Date(START.getTime() + seconds * 1000)

describe('enqueue past the depth limit of an endpoint', () => {
  it('that accepts, accepts', async () => {
    const job_type = await fullQueue({ backpressure: 'accept', request_limit: 60 })
    expect(await enqueue(job_type)).toMatchObject([{ outcome: 'accepted', scheduled_at: START }])
  })

  it('that has no depth limit, accepts', async () => {
    const endpoint = await bench.endpoint({ request_limit: 60 })
    const job_type = await bench.type({ provider: 'p', endpoint })
    expect(await enqueue(job_type, 500)).toHaveLength(500)
  })

  it('that delays, puts each job off by the time its queue takes, and says so on the record', async () => {
    const job_type = await fullQueue({ backpressure: 'delay', request_limit: 60 })
    const rows = await enqueue(job_type, 2)
    expect(rows).toMatchObject([
      { outcome: 'delayed', scheduled_at: at(10) },
      { outcome: 'delayed', scheduled_at: at(11) },
    ])
    expect(await trail(bench, rows[0]?.job_id)).toMatchObject([
      { action: 'enqueued', details: { delayed_until: expect.stringMatching(/^2030-01-01T00:00:10/) } },
    ])
  })

  it('that delays, reckons by the slower of requests and tokens', async () => {
    const endpoint = await bench.endpoint({
      backpressure: 'delay',
      request_limit: 60,
      token_limit: 600,
      queue_depth_limit: 2,
    })
    const job_type = await bench.type({ provider: 'p', endpoint, estimated_tokens: 100 })
    const rows = await enqueue(job_type, 3)
    expect(rows.map((row) => row.scheduled_at)).toEqual([START, START, at(20)])
  })

  it('that delays, refuses what it would have to put off too long', async () => {
    const job_type = await fullQueue({ backpressure: 'delay', request_limit: 1 })
    const refusal = await bench.refused('enqueue_job', { job_type })
    expect(refusal).toMatchObject({ code: 'JQ210', detail: { queue_depth: 10, queue_depth_limit: 10 } })
    expect(refusal.detail).not.toHaveProperty('element')
  })

  it('that delays but has no rate, refuses', async () => {
    const job_type = await fullQueue({ backpressure: 'delay', concurrency_limit: 3 })
    const refusal = await bench.refused('enqueue_job', { job_type })
    expect(refusal.code).toBe('JQ210')
    expect(new Date(String(refusal.detail.retry_at))).toEqual(at(300))
  })

  it('that rejects, says when to try again, and which element it refused', async () => {
    const job_type = await fullQueue({ backpressure: 'reject', request_limit: 60 })
    const before = await rowCounts(bench)
    const refusal = await bench.refused('enqueue_jobs', { jobs: [{ job_type: 'plain' }, { job_type }] })
    expect(refusal).toMatchObject({ code: 'JQ210', detail: { element: 1, provider: 'p' } })
    expect(new Date(String(refusal.detail.retry_at))).toEqual(at(1))
    expect(await rowCounts(bench)).toEqual(before)
  })

  it('gives a time to try again that a timestamp can hold, however long the queue takes', async () => {
    const endpoint = await bench.endpoint({ queue_depth_limit: 1, token_limit: 2_000_000_000 })
    const job_type = await bench.type({ provider: 'p', endpoint })
    await enqueue(job_type, 1, { estimated_tokens: 2_000_000_000 })
    await bench.one('set_api_rate_limit', { provider: 'p', endpoint, token_limit: 1, window_seconds: 86_400 })
    const refusal = await bench.refused('enqueue_job', { job_type })
    expect(new Date(String(refusal.detail.retry_at))).toEqual(at(365 * 86_400))
  })

  it('counts the elements of one call', async () => {
    const endpoint = await bench.endpoint({ queue_depth_limit: 5 })
    const job_type = await bench.type({ provider: 'p', endpoint })
    const jobs = Array.from({ length: 6 }, () => ({ job_type }))
    expect(await bench.refused('enqueue_jobs', { jobs })).toMatchObject({
      code: 'JQ210',
      detail: { element: 5 },
    })
  })

  it('lets a duplicate through, which adds nothing', async () => {
    const endpoint = await bench.endpoint({ queue_depth_limit: 1 })
    const job_type = await bench.type({ provider: 'p', endpoint })
    await bench.one('enqueue_job', { job_type, idempotency_key: 'k' })
    expect(await bench.one('enqueue_job', { job_type, idempotency_key: 'k' })).toMatchObject({
      outcome: 'duplicate',
    })
    expect((await bench.refused('enqueue_job', { job_type, idempotency_key: 'other' })).code).toBe('JQ210')
  })

  it('lets a job of another day through', async () => {
    const job_type = await fullQueue({ backpressure: 'reject' })
    expect(await enqueue(job_type, 1, { scheduled_at: at(86_400).toISOString() })).toMatchObject([
      { outcome: 'accepted', scheduled_at: at(86_400) },
    ])
  })

  it('counts the lines of all job types on the endpoint', async () => {
    const endpoint = await bench.endpoint({ queue_depth_limit: 3 })
    const [one, other] = [
      await bench.type({ provider: 'p', endpoint }),
      await bench.type({ provider: 'p', endpoint }),
    ]
    await enqueue(one, 3)
    expect((await bench.refused('enqueue_job', { job_type: other })).code).toBe('JQ210')
  })

  it('lets jobs wait for a paused endpoint', async () => {
    const endpoint = await bench.endpoint({ status: 'paused' })
    const job_type = await bench.type({ provider: 'p', endpoint })
    expect(await enqueue(job_type)).toMatchObject([{ outcome: 'accepted' }])
    expect(await bench.call('claim_jobs', { worker: 'w', job_types: [job_type] })).toEqual([])
  })

  it('refuses every job for an inactive endpoint', async () => {
    const endpoint = await bench.endpoint({ status: 'inactive' })
    const job_type = await bench.type({ provider: 'p', endpoint })
    expect(await bench.refused('enqueue_job', { job_type })).toMatchObject({
      code: 'JQ202',
      detail: { job_type },
    })
  })
})
