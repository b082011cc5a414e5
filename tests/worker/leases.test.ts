import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { JobAborted, type WorkerOptions } from '../../client/worker.ts'
import { advanceClock, installTestClock } from '../support/clock.ts'
import {
  aborted,
  createGate,
  enqueue,
  type Gate,
  jobOf,
  openSite,
  type Running,
  type Site,
  start,
  trailOf,
} from './support.ts'

describe('a worker with a lease', () => {
  let site: Site
  let gate: Gate
  let crew: Running[]

  beforeAll(async () => {
    site = await openSite()
    await installTestClock(site.db)
    await site.operator.setJobType({ jobType: 'brief', maxRunSeconds: 2 })
  })

  beforeEach(() => {
    gate = createGate()
    crew = []
  })

  afterEach(async () => {
    gate.open()
    await Promise.all(crew.map(({ worker }) => worker.stop()))
  })

  function work(options: Partial<WorkerOptions>): Running {
    const running = start({ database: site.pool(), handlers: {}, ...options })
    crew.push(running)
    return running
  }

  test('stops its handler when the lease is lost, and the result of the other worker stands', async () => {
    const jobId = await enqueue(site)
    let reason: unknown
    // With one place it looks for no other job meanwhile, or it might be given this one again.
    const first = work({
      concurrency: 1,
      name: 'first',
      leaseSeconds: 2,
      handlers: {
        plain: async (_, { signal }) => {
          reason = await aborted(signal)
          return 'too late'
        },
      },
    })
    await first.heard('started', jobId)
    // The first worker looks into the queue no more, so the second gets the job.
    const draining = first.worker.drain({ timeoutMs: 20_000 })
    await advanceClock(site.db, 60)
    const second = work({ name: 'second', handlers: { plain: async () => 'in time' } })
    await second.heard('completed', jobId)
    expect(await first.heard('lost', jobId)).toMatchObject({ reason: 'lease_lost' })
    expect(reason).toBeInstanceOf(JobAborted)
    expect(reason).toMatchObject({ code: 'lease_lost' })
    expect(await draining).toEqual({ finished: 0, handedBack: 0, lost: 1 })
    expect(await jobOf(site, jobId)).toMatchObject({
      state: 'completed',
      result: 'in time',
      worker: 'second',
    })
    expect(await trailOf(site, jobId)).toEqual(['enqueued', 'claimed', 'reclaimed', 'claimed', 'completed'])
  })

  test('drops the result of a handler that ignores its signal', async () => {
    const jobId = await enqueue(site)
    // With one place it looks for no other job meanwhile, or it might be given this one again.
    const first = work({
      handlers: {
        plain: async () => {
          await gate.opened
          return 'too late'
        },
      },
      concurrency: 1,
      leaseSeconds: 2,
    })
    await first.heard('started', jobId)
    await advanceClock(site.db, 60)
    const second = work({ handlers: { plain: async () => 'in time' } })
    await second.heard('completed', jobId)
    await first.heard('lost', jobId)
    expect(first.worker.held).toEqual([])
    await second.worker.drain()
    const next = await enqueue(site)
    expect(first.all('claimed')).toHaveLength(1)
    gate.open()
    await first.heard('completed', next)
    expect(first.all('completed').map(({ job }) => job.id)).toEqual([next])
    expect(await jobOf(site, jobId)).toMatchObject({ result: 'in time' })
  })

  test('is told by the queue that its completion comes too late', async () => {
    const jobId = await enqueue(site)
    // A lease so long that no heartbeat comes before the handler ends.
    const first = work({ leaseSeconds: 300, handlers: { plain: () => gate.opened } })
    await first.heard('started', jobId)
    await advanceClock(site.db, 600)
    gate.open()
    expect(await first.heard('lost', jobId)).toMatchObject({ reason: 'lease_lost' })
    await first.heard('completed', jobId)
    expect(await trailOf(site, jobId)).toEqual(['enqueued', 'claimed', 'reclaimed', 'claimed', 'completed'])
  })

  test('stops the handler of a cancelled job only', async () => {
    const [doomed, other] = [await enqueue(site), await enqueue(site)]
    const reasons = new Map<bigint, unknown>()
    const running = work({
      leaseSeconds: 3,
      handlers: {
        plain: async (job, { signal }) => {
          void aborted(signal).then((reason) => reasons.set(job.id, reason))
          await Promise.race([gate.opened, aborted(signal)])
        },
      },
    })
    await running.heard('started', other)
    await site.operator.cancelJob({ jobId: doomed, reason: 'wrong patient' })
    await running.heard('cancelled', doomed)
    expect([...reasons]).toEqual([[doomed, expect.objectContaining({ code: 'cancelled' })]])
    gate.open()
    await running.heard('completed', other)
    expect(await jobOf(site, doomed)).toMatchObject({ state: 'cancelled' })
    expect(running.all('lost')).toEqual([])
  })

  test('keeps its jobs for longer than the lease by heartbeats', async () => {
    const jobId = await enqueue(site)
    const running = work({ leaseSeconds: 2, handlers: { plain: () => gate.opened } })
    const { job } = await running.heard('started', jobId)
    const expiry = async () => (await jobOf(site, jobId)).leaseExpiresAt?.getTime() ?? 0
    const first = await expiry()
    await expect.poll(expiry, { timeout: 10_000 }).toBeGreaterThan(first + 2000)
    gate.open()
    await running.heard('completed', jobId)
    expect(job.attempt).toBe(1)
  })

  test('stops a handler that has run for as long as its job type allows, in time to tell', async () => {
    const jobId = await enqueue(site, 'brief')
    const running = work({
      leaseSeconds: 60,
      handlers: {
        brief: async (_, { signal }) => {
          throw await aborted(signal)
        },
      },
    })
    const failed = await running.heard('failed', jobId)
    expect(failed.error).toMatchObject({ name: 'JobAborted', code: 'out_of_time' })
    expect(failed.runMs).toBeLessThan(2000)
    expect(await trailOf(site, jobId)).toEqual(['enqueued', 'claimed', 'retried'])
  })
})
