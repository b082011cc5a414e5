import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { PgQueryable } from '../../client/pg.ts'
import { Fatal, type Handler, RetryLater } from '../../client/worker.ts'
import type { JobId } from '../../generated/index.ts'
import {
  becomes,
  enqueue,
  enqueueMany,
  jobOf,
  openSite,
  type Running,
  type Site,
  start,
  trailOf,
} from './support.ts'

describe('a worker settles', () => {
  let site: Site
  let running: Running | undefined

  beforeAll(async () => {
    site = await openSite()
    await site.operator.setJobType({ jobType: 'plain', backoff: 'fixed', backoffBaseSeconds: '100' })
    await site.operator.setJobType({ jobType: 'once', maxAttempts: 1 })
  })

  afterEach(async () => {
    await running?.worker.stop()
    running = undefined
  })

  function work(handler: Handler, jobType = 'plain'): Running {
    running = start({ database: site.pool(), handlers: { [jobType]: handler } })
    return running
  }

  test('what a handler returns as the result of a completed job', async () => {
    const jobId = await enqueue(site, 'plain', { n: 20 })
    const { heard } = work(async (job) => ({ payload: job.payload, attempt: job.attempt }))
    expect(await heard('completed', jobId)).toMatchObject({ job: { id: jobId, type: 'plain', attempt: 1 } })
    expect(await jobOf(site, jobId)).toMatchObject({
      state: 'completed',
      result: { payload: { n: 20 }, attempt: 1 },
    })
  })

  test('a job whose handler returns nothing without a result', async () => {
    const jobId = await enqueue(site)
    await work(async () => {}).heard('completed', jobId)
    expect(await jobOf(site, jobId)).toMatchObject({ state: 'completed', result: null })
  })

  test('what an attempt cost, added up over its calls, against what was reserved', async () => {
    const jobId = await enqueue(site, 'limited')
    const { heard } = work(async (job, context) => {
      expect(job).toMatchObject({ provider: 'test', endpoint: 'limited', reservedTokens: 100n })
      context.usage({ tokens: 30, requests: 1 })
      context.usage({ tokens: 12n, requests: 1 })
    }, 'limited')
    await heard('completed', jobId)
    expect(await jobOf(site, jobId)).toMatchObject({ actualTokens: 42n })
    const peek = await site.operator.peekApiCapacity({ provider: 'test', endpoint: 'limited' })
    expect(peek).toMatchObject({ tokensAvailable: 9958n, requestsAvailable: 58n, inFlight: 0 })
  })

  test('what an attempt cost of each kind, however it ends', async () => {
    const api = { provider: 'test', endpoint: 'kinds' }
    const ends: Handler[] = [
      async () => 'done',
      async () => Promise.reject(new Error('no')),
      async () => Promise.reject(new RetryLater('later', { delayMs: 60_000 })),
    ]
    const limits = { inputTokenLimit: 1000, outputTokenLimit: 1000, dayCostLimit: 1000, currency: 'EUR' }
    await site.operator.setApiRateLimit({ ...api, ...limits })
    await site.operator.setJobType({ jobType: 'kinds', ...api, backoffBaseSeconds: '100' })
    const jobs = ends.map(() => ({ jobType: 'kinds', inputTokens: 100, outputTokens: 200, costMicros: 30 }))
    await site.producer.enqueueJobs({ jobs })
    const seen = new Set<JobId>()
    const { all } = work(async (job, context) => {
      const end = ends[seen.size]
      seen.add(job.id)
      expect(job).toMatchObject({
        reservedTokens: 300n,
        reservedInputTokens: 100n,
        reservedOutputTokens: 200n,
      })
      context.usage({ inputTokens: 10, costMicros: 1n })
      context.usage({ outputTokens: 20 })
      return await end?.(job, context)
    }, 'kinds')
    for (const type of ['completed', 'failed', 'rescheduled'] as const)
      await becomes(() => all(type).length, 1)
    for (const id of seen)
      expect(await jobOf(site, id)).toMatchObject({
        actualTokens: 30n,
        actualInputTokens: 10n,
        actualOutputTokens: 20n,
        actualCostMicros: 1n,
      })
    expect(await site.operator.peekApiCapacity(api)).toMatchObject({
      inputTokensAvailable: 970n,
      outputTokensAvailable: 940n,
      dayCostAvailable: 997n,
    })
  })

  test('tokens of no declared kind together with the others', async () => {
    const jobId = await enqueue(site)
    const { heard } = work(async (_, context) => {
      context.usage({ inputTokens: 10, outputTokens: 5 })
      context.usage({ tokens: 7 })
    })
    await heard('completed', jobId)
    expect(await jobOf(site, jobId)).toMatchObject({ actualTokens: 22n, actualInputTokens: null })
  })

  test('a handler that reports an absurd cost as failed', async () => {
    const jobId = await enqueue(site, 'once')
    const { heard } = work(async (_, context) => context.usage({ tokens: -1 }), 'once')
    expect((await heard('failed', jobId)).error).toMatchObject({ name: 'RangeError' })
    expect(await jobOf(site, jobId)).toMatchObject({ actualTokens: null })
  })

  test('a failure with its cause and its cost, to be tried again after the backoff', async () => {
    const jobId = await enqueue(site)
    const { heard } = work(async (_, context) => {
      context.usage({ tokens: 7 })
      throw new TypeError('upstream said no', {
        cause: Object.assign(new Error('socket'), { code: 'EPIPE' }),
      })
    })
    const failed = await heard('failed', jobId)
    expect(failed).toMatchObject({ outcome: 'queued', error: { name: 'TypeError' } })
    expect((failed.retryAt?.getTime() ?? 0) - Date.now()).toBeGreaterThan(40_000)
    const job = await jobOf(site, jobId)
    expect(job).toMatchObject({ state: 'queued', attempt: 1, retryCount: 1, actualTokens: 7n })
    expect(job.errorDetails).toMatchObject([
      {
        error: {
          name: 'TypeError',
          message: 'upstream said no',
          stack: expect.stringContaining('settling.test.ts'),
          cause: { name: 'Error', message: 'socket', code: 'EPIPE' },
        },
      },
    ])
  })

  test('the last failure as a dead letter', async () => {
    const jobId = await enqueue(site, 'once')
    const { heard } = work(async () => Promise.reject(new Error('again')), 'once')
    expect(await heard('failed', jobId)).toMatchObject({ outcome: 'dead_lettered', retryAt: null })
    expect(await jobOf(site, jobId)).toMatchObject({ state: 'dead_lettered' })
  })

  test('a Fatal as a dead letter, whatever attempts are left', async () => {
    const jobId = await enqueue(site)
    const { heard } = work(async () => Promise.reject(new Fatal('no such patient')))
    expect(await heard('failed', jobId)).toMatchObject({ outcome: 'dead_lettered' })
    expect(await jobOf(site, jobId)).toMatchObject({ state: 'dead_lettered', attempt: 1 })
  })

  test('a RetryLater without consuming an attempt', async () => {
    const jobId = await enqueue(site)
    const { heard } = work(async () =>
      Promise.reject(new RetryLater('provider is down', { delayMs: 90_500 })),
    )
    const { reason, scheduledAt } = await heard('rescheduled', jobId)
    expect(reason).toBe('provider is down')
    expect(scheduledAt.getTime() - Date.now()).toBeGreaterThan(80_000)
    expect(await jobOf(site, jobId)).toMatchObject({ state: 'queued', attempt: 0 })
  })

  test('a RetryLater at the very moment it names', async () => {
    const jobId = await enqueue(site)
    const at = new Date(Date.now() + 50_007)
    const { heard } = work(async () => Promise.reject(new RetryLater('no capacity', { at })))
    expect(await heard('rescheduled', jobId)).toMatchObject({ scheduledAt: at })
    expect(await jobOf(site, jobId)).toMatchObject({ state: 'queued', attempt: 0, scheduledAt: at })
  })

  test('a RetryLater that counts as an attempt, at the time it names', async () => {
    const jobId = await enqueue(site)
    const at = new Date(Date.now() + 50_000)
    const { heard } = work(async () => Promise.reject(new RetryLater('busy', { at, countsAttempt: true })))
    expect(await heard('failed', jobId)).toMatchObject({ outcome: 'queued', retryAt: at })
    expect(await jobOf(site, jobId)).toMatchObject({ state: 'queued', attempt: 1, scheduledAt: at })
  })

  test.each([
    ['what JSON cannot carry', () => ({ share: Number.NaN }), 'share'],
    [
      'more than the queue stores',
      () => Array.from({ length: 60_000 }, (_, n) => n * 7919),
      'max_payload_bytes',
    ],
  ])('a result that is %s as a dead letter, and others beside it as they are', async (_, bad, why) => {
    const jobId = await enqueue(site, 'plain', { bad: true })
    const good = await enqueue(site)
    const { heard } = work(async ({ payload }) => (JSON.stringify(payload).includes('bad') ? bad() : 'good'))
    const { outcome, error } = await heard('failed', jobId)
    expect(outcome).toBe('dead_lettered')
    expect(error.message).toContain(why)
    await heard('completed', good)
  })

  test('a job type that requires an audit once it was given, and not before', async () => {
    const [silent, told] = [await enqueue(site, 'audited', 'silent'), await enqueue(site, 'audited', 'told')]
    const { heard } = work(async (job, context) => {
      if (job.payload === 'told') await context.audit({ action: 'note.read', patientId: 'p-1' })
    }, 'audited')
    await heard('completed', told)
    expect(await heard('failed', silent)).toMatchObject({
      outcome: 'dead_lettered',
      error: { code: 'audit_required' },
    })
    const { rows } = await site.db.pool.query(
      "select job_id, patient_id from headgate.audit_log where action = 'note.read'",
    )
    expect(rows).toEqual([{ job_id: String(told), patient_id: 'p-1' }])
  })

  test('five hundred jobs in few calls, each once', async () => {
    await enqueueMany(site, 500, 'once')
    let calls = 0
    const pool = site.pool()
    const counting: PgQueryable = {
      query(query) {
        if (query.text.includes('complete_jobs')) calls += 1
        return pool.query(query)
      },
    }
    running = start({ database: counting, handlers: { once: async () => null }, concurrency: 50 })
    await running.heard('completed')
    const { all, worker } = running
    await becomes(() => all('completed').length, 500)
    expect(new Set(all('completed').map(({ job }) => job.id)).size).toBe(500)
    expect(calls).toBeLessThan(60)
    expect(await worker.drain()).toEqual({ finished: 0, handedBack: 0, lost: 0 })
    const [first] = all('completed')
    expect(first && (await trailOf(site, first.job.id))).toEqual(['enqueued', 'claimed', 'completed'])
  })
})
