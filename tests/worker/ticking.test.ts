import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { tickUntil } from '../../client/worker/ticking.ts'
import type { WorkerEvent } from '../../client/worker.ts'
import { connectionLost, fakeQueue } from './fake-queue.ts'

let over: AbortController

beforeEach(() => {
  vi.useFakeTimers()
  over = new AbortController()
})

afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

test('the pause before each tick is another, from half the interval to the whole, so that workers do not tick together', async () => {
  const queue = fakeQueue()
  const draws = [0, 0.5, 1]
  vi.spyOn(Math, 'random').mockImplementation(() => draws.shift() ?? 0)
  const ticking = tickUntil(over.signal, queue, 1000, () => {})
  for (const [n, pause] of [1000, 750, 500].entries()) {
    await vi.advanceTimersByTimeAsync(pause - 1)
    expect(queue.tick).toHaveBeenCalledTimes(n)
    await vi.advanceTimersByTimeAsync(1)
    expect(queue.tick).toHaveBeenCalledTimes(n + 1)
  }
  over.abort()
  await ticking
})

test('a tick that fails is not the last, and is told of only where trying again does not help', async () => {
  const queue = fakeQueue()
  const broken = new Error('no such function')
  queue.tick.mockRejectedValueOnce(connectionLost()).mockRejectedValueOnce(broken)
  const events: WorkerEvent[] = []
  const ticking = tickUntil(over.signal, queue, 1000, (event) => events.push(event))
  await vi.advanceTimersByTimeAsync(3000)
  expect(queue.tick.mock.calls.length).toBeGreaterThanOrEqual(3)
  expect(events).toEqual([{ type: 'warning', error: broken }])
  over.abort()
  await ticking
})
