import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { PgQueryable } from '../../client/pg.ts'
import {
  aborted,
  becomes,
  createGate,
  enqueue,
  enqueueMany,
  type Gate,
  jobOf,
  openSite,
  type Running,
  type Site,
  start,
  trailOf,
} from './support.ts'

describe('a worker that drains', () => {
  let site: Site
  let gate: Gate

  beforeAll(async () => {
    site = await openSite()
  })

  beforeEach(() => {
    gate = createGate()
  })

  const work = (plain: Parameters<typeof start>[0]['handlers'][string]): Running =>
    start({ database: site.pool(), handlers: { plain } })

  test('lets handlers finish and claims nothing more', async () => {
    const jobId = await enqueue(site)
    // A claim that is under way when the drain begins may bring more; one that only polls makes none for a while.
    const handlers = { plain: () => gate.opened }
    const running = start({ database: site.pool(), handlers, listen: false })
    await running.heard('started', jobId)
    const draining = running.worker.drain()
    const later = await enqueue(site)
    running.worker.wake()
    gate.open()
    expect(await draining).toEqual({ finished: 1, handedBack: 0, lost: 0 })
    expect(await running.run).toEqual({ finished: 1, handedBack: 0, lost: 0 })
    expect(await jobOf(site, jobId)).toMatchObject({ state: 'completed' })
    expect(await jobOf(site, later)).toMatchObject({ state: 'queued', attempt: 0 })
    await site.operator.cancelJob({ jobId: later })
  })

  test('hands back, without consuming an attempt, what handlers do not finish in time', async () => {
    await enqueueMany(site, 3)
    const running = work(async (_, { signal }) => {
      throw await aborted(signal)
    })
    await becomes(() => running.worker.held.length, 3)
    expect(await running.worker.drain({ timeoutMs: 10 })).toEqual({ finished: 0, handedBack: 3, lost: 0 })
    expect(running.all('rescheduled').map(({ reason }) => reason)).toEqual(Array(3).fill('worker draining'))
    for (const { job } of running.all('started')) {
      expect(await jobOf(site, job.id)).toMatchObject({ state: 'queued', attempt: 0 })
    }
    const next = work(async () => {})
    for (const { job } of running.all('started')) await next.heard('completed', job.id)
    await next.worker.drain()
  })

  test('takes what a handler still completes once it is asked to stop', async () => {
    const jobId = await enqueue(site)
    const running = work(async (_, { signal }) => {
      await aborted(signal)
      return 'just made it'
    })
    await running.heard('started', jobId)
    expect(await running.worker.drain({ timeoutMs: 0 })).toEqual({ finished: 1, handedBack: 0, lost: 0 })
    expect(await jobOf(site, jobId)).toMatchObject({ result: 'just made it' })
  })

  test('hands back jobs whose handlers do not listen, and drops their results', async () => {
    const jobId = await enqueue(site)
    const running = work(async () => {
      await gate.opened
      return 'late'
    })
    await running.heard('started', jobId)
    expect(await running.worker.stop()).toEqual({ finished: 0, handedBack: 1, lost: 0 })
    const next = work(async () => 'next')
    await next.heard('completed', jobId)
    gate.open()
    await next.worker.drain()
    expect(await jobOf(site, jobId)).toMatchObject({ result: 'next' })
    expect(await trailOf(site, jobId)).toEqual(['enqueued', 'claimed', 'rescheduled', 'claimed', 'completed'])
  })

  test('stops at once when told so amid a drain', async () => {
    const jobId = await enqueue(site)
    const running = work(() => gate.opened)
    await running.heard('started', jobId)
    const draining = running.worker.drain({ timeoutMs: 3_600_000 })
    await running.worker.stop()
    expect(await draining).toEqual({ finished: 0, handedBack: 1, lost: 0 })
    gate.open()
    await site.operator.cancelJob({ jobId })
  })

  test('hands back what a claim brings whose answer comes last, with its capacity', async () => {
    const jobId = await enqueue(site, 'limited')
    const pool = site.pool()
    const asked = createGate()
    const database: PgQueryable = {
      async query(query) {
        const answer = await pool.query(query)
        if (query.text.includes('claim_jobs')) {
          asked.open()
          await gate.opened
        }
        return answer
      },
    }
    const running = start({ database, handlers: { limited: async () => {} } })
    await asked.opened
    const stopping = running.worker.stop()
    gate.open()
    expect(await stopping).toEqual({ finished: 0, handedBack: 1, lost: 0 })
    expect(running.all('started')).toEqual([])
    expect(await jobOf(site, jobId)).toMatchObject({ state: 'queued', attempt: 0 })
    const peek = await site.operator.peekApiCapacity({ provider: 'test', endpoint: 'limited' })
    expect(peek).toMatchObject({ requestsAvailable: 60n, tokensAvailable: 10_000n, inFlight: 0 })
    await site.operator.cancelJob({ jobId })
  })

  test('before it ran at all has nothing to do', async () => {
    const { worker, run } = work(() => gate.opened)
    expect(await worker.drain()).toEqual({ finished: 0, handedBack: 0, lost: 0 })
    expect(await run).toEqual({ finished: 0, handedBack: 0, lost: 0 })
  })

  test('because a job type is unknown says so', async () => {
    const { run } = start({ database: site.pool(), handlers: { nonsense: async () => {} } })
    await expect(run).rejects.toMatchObject({ code: 'unknown_job_type' })
  })
})
