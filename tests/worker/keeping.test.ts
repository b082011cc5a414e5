import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createHoldings } from '../../client/worker/holdings.ts'
import { now } from '../../client/worker/time.ts'
import type { Handler, WorkerEvent } from '../../client/worker.ts'
import { LeaseLost } from '../../generated/index.ts'
import { beat, claimWith, connectionLost, fakeQueue, jobWith } from './fake-queue.ts'
import { aborted } from './support.ts'

const never = () => new Promise<never>(() => {})
const silence = { call: never }

describe('a lease of three seconds', () => {
  let queue: ReturnType<typeof fakeQueue>
  let events: WorkerEvent[]

  beforeEach(() => {
    vi.useFakeTimers()
    queue = fakeQueue()
    events = []
  })

  afterEach(() => {
    vi.useRealTimers()
  })

  function hold(plain: Handler, jobs = [jobWith(1)], more: Parameters<typeof claimWith>[1] = {}) {
    const holdings = createHoldings({
      worker: 'w',
      transport: silence,
      queue,
      handlers: { plain },
      concurrency: 10,
      settleWithinMs: 2,
      emit: (event) => events.push(event),
      onChange: () => {},
    })
    holdings.take(claimWith(jobs, more), now())
    return holdings
  }

  const told = () => events.map(({ type }) => type)

  test('is extended about once a second while its jobs run, and no longer', async () => {
    let finish = () => {}
    const holdings = hold(() => new Promise<void>((resolve) => (finish = resolve)))
    queue.heartbeat.mockImplementation(async () => beat(3000, 1))
    await vi.advanceTimersByTimeAsync(60_000)
    expect(queue.heartbeat.mock.calls.length).toBeGreaterThanOrEqual(60)
    expect(queue.heartbeat.mock.calls.length).toBeLessThanOrEqual(67)
    finish()
    await vi.advanceTimersByTimeAsync(2)
    expect(holdings.jobs()).toEqual([])
    queue.heartbeat.mockClear()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(queue.heartbeat).not.toHaveBeenCalled()
    expect(vi.getTimerCount()).toBe(0)
    expect(told()).toEqual(['started', 'completed'])
  })

  test('is given up when it must have ended by our own clock, even amid a heartbeat that hangs', async () => {
    const reasons: unknown[] = []
    queue.heartbeat.mockImplementation(never)
    hold(async (_, { signal }) => reasons.push(await aborted(signal)))
    await vi.advanceTimersByTimeAsync(2999)
    expect(told()).toEqual(['started'])
    await vi.advanceTimersByTimeAsync(1)
    expect(told()).toEqual(['started', 'lost'])
    expect(reasons).toEqual([expect.objectContaining({ code: 'lease_lost' })])
    expect(queue.heartbeat.mock.calls.length).toBeGreaterThan(1)
    expect(queue.complete).not.toHaveBeenCalled()
  })

  test('outlives a connection that is away for less than its time', async () => {
    hold(never)
    queue.heartbeat.mockRejectedValueOnce(connectionLost())
    queue.heartbeat.mockRejectedValueOnce(connectionLost())
    queue.heartbeat.mockImplementation(async () => beat(3000, 1))
    await vi.advanceTimersByTimeAsync(10_000)
    expect(told()).toEqual(['started'])
  })

  test('takes all its jobs along when the queue says that it is lost', async () => {
    hold(never, [jobWith(1), jobWith(2)])
    const failure = { function: 'heartbeat_jobs', message: 'lost', hint: '', detail: {} }
    queue.heartbeat.mockRejectedValue(new LeaseLost(failure))
    await vi.advanceTimersByTimeAsync(1001)
    expect(told()).toEqual(['started', 'started', 'lost', 'lost'])
  })

  test('that no longer holds a job means that the job was cancelled', async () => {
    hold(never, [jobWith(1), jobWith(2)])
    queue.heartbeat.mockImplementation(async () => beat(3000, 2))
    await vi.advanceTimersByTimeAsync(1001)
    expect(events.slice(2)).toEqual([{ type: 'cancelled', job: jobWith(1) }])
  })

  test('is kept while a completion waits for its answer, which is asked for until then only', async () => {
    queue.heartbeat.mockRejectedValue(connectionLost())
    queue.complete.mockRejectedValue(connectionLost())
    const holdings = hold(async () => 'done')
    await vi.advanceTimersByTimeAsync(2000)
    expect(holdings.jobs()).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1000)
    expect(events.slice(1)).toEqual([{ type: 'lost', job: jobWith(1), reason: 'unanswered' }])
    expect(queue.complete.mock.calls.length).toBeGreaterThan(2)
    expect(holdings.jobs()).toEqual([])
  })

  test('ends the wait for an answer that never comes, and no sooner than it has been extended to', async () => {
    queue.heartbeat.mockImplementationOnce(async () => beat(3000, 1))
    queue.heartbeat.mockRejectedValue(connectionLost())
    queue.complete.mockImplementation(never)
    hold(async () => 'done')
    await vi.advanceTimersByTimeAsync(3800)
    expect(told()).toEqual(['started'])
    await vi.advanceTimersByTimeAsync(201)
    expect(events.slice(1)).toEqual([{ type: 'lost', job: jobWith(1), reason: 'unanswered' }])
    expect(vi.getTimerCount()).toBe(0)
  })

  test('ends the wait for an answer even when the queue has said that it is lost', async () => {
    const failure = { function: 'heartbeat_jobs', message: 'lost', hint: '', detail: {} }
    queue.heartbeat.mockRejectedValue(new LeaseLost(failure))
    queue.complete.mockImplementation(never)
    hold(async () => 'done')
    await vi.advanceTimersByTimeAsync(2999)
    expect(told()).toEqual(['started'])
    await vi.advanceTimersByTimeAsync(1)
    expect(events.slice(1)).toEqual([{ type: 'lost', job: jobWith(1), reason: 'unanswered' }])
  })

  test('rightly lacks a job that its handler has completed in a transaction', async () => {
    const row = { jobId: 1n, state: 'completed', finishedAt: new Date(0) }
    queue.heartbeat.mockImplementation(async () => beat(3000, 2))
    queue.stateOf.mockResolvedValue('completed')
    const handler: Handler = async (job, context) => {
      if (job.id !== 1n) return await never()
      await context.completeIn({ call: async () => [row] })
      await new Promise((resolve) => setTimeout(resolve, 5000))
    }
    hold(handler, [jobWith(1), jobWith(2)])
    await vi.advanceTimersByTimeAsync(6000)
    expect(events.slice(2)).toMatchObject([{ type: 'completed', job: { id: 1n } }])
    expect(queue.complete).not.toHaveBeenCalled()
  })

  test('that ends in the end of the run time warns the handler before', async () => {
    const reasons: unknown[] = []
    queue.heartbeat.mockImplementation(async () => beat(3000, 1))
    const handler: Handler = async (_, { signal }) => reasons.push(await aborted(signal))
    hold(handler, [jobWith(1)], { runMs: 20_000 })
    await vi.advanceTimersByTimeAsync(18_999)
    expect(reasons).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    expect(reasons).toEqual([expect.objectContaining({ code: 'out_of_time' })])
  })
})
