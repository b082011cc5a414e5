import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { SqlSession } from '../../bench/contenders/contender.ts'
import { startLoad, watch } from '../../bench/measure/load.ts'

/** A queue in memory that lets others run between calls, as a database does. */
function memoryQueue(): SqlSession {
  const waiting: string[] = []
  let next = 1
  return {
    enqueue: async (count) => {
      await turn()
      const ids = Array.from({ length: count }, () => String(next++))
      waiting.push(...ids)
      return ids
    },
    claim: async (most) => {
      await turn()
      return { ids: waiting.splice(0, most), complete: () => turn() }
    },
  }
}

const crowdOf = (...sessions: SqlSession[]) => ({ sessions, leave: async () => {} })

test('a load that is drained has done all that it enqueued', async () => {
  const queue = memoryQueue()
  const load = startLoad(crowdOf(queue, queue), { batch: 10, rate: null })
  await load.wait(20)
  const before = load.enqueued.count
  await load.drain(10_000)
  // What both were enqueueing at that moment, and no more.
  expect(load.enqueued.count - before).toBeLessThanOrEqual(20)
  expect(load.done.count).toBeGreaterThan(0)
  expect(load.done.count).toBe(load.enqueued.count)
  expect(load.done.distinct).toBe(load.enqueued.distinct)
})

test('a load offers no more than its rate', async () => {
  const from = performance.now()
  const load = startLoad(crowdOf(memoryQueue()), { batch: 10, rate: 1000 })
  await load.wait(60)
  await load.drain(10_000)
  expect(load.enqueued.count).toBeLessThanOrEqual(performance.now() - from)
  expect(load.done.count).toBe(load.enqueued.count)
})

test('what cannot be done is left when the time for draining is over', async () => {
  const lazy = { ...memoryQueue(), claim: async () => ({ ids: [], complete: async () => {} }) }
  const load = startLoad(crowdOf(lazy), { batch: 10, rate: null })
  await load.wait(5)
  await load.drain(5)
  expect(load.done.count).toBe(0)
  expect(load.enqueued.count).toBeGreaterThan(0)
})

test('a session that fails is told by whoever waits, at once', async () => {
  const broken = { ...memoryQueue(), claim: () => Promise.reject(new Error('connection lost')) }
  const load = startLoad(crowdOf(broken), { batch: 10, rate: null })
  await expect(load.wait(60_000)).rejects.toThrow('connection lost')
  await expect(load.stop()).rejects.toThrow('connection lost')
})

test('what is watched is what was done meanwhile', async () => {
  const load = startLoad(crowdOf(memoryQueue()), { batch: 10, rate: null })
  await load.wait(5)
  const before = load.done.count
  const { jobsPerSecond, claimP99 } = await watch(load, 0.02)
  const within = load.done.count - before
  await load.stop()
  expect(jobsPerSecond).toBeGreaterThan(0)
  // A timer may be a little early.
  expect(jobsPerSecond).toBeLessThanOrEqual((1.2 * within) / 0.02)
  expect(claimP99).not.toBeNull()
})
