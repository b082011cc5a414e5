import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createBell } from '../../client/worker/bell.ts'
import { createOpenings } from '../../client/worker/openings.ts'
import { pauseAfter } from '../../client/worker/pace.ts'
import { InvalidArgument } from '../../generated/index.ts'
import { claimWith, connectionLost, fakeQueue, jobWith } from './fake-queue.ts'

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

test('the pause grows with the time for which nothing came, up to the poll interval', () => {
  fc.assert(
    fc.property(fc.nat(100_000), fc.integer({ min: 1, max: 5000 }), (idleMs, pollIntervalMs) => {
      const pause = pauseAfter(idleMs, pollIntervalMs)
      const most = Math.min(Math.max(idleMs / 4, 20), pollIntervalMs)
      expect(pause).toBeLessThanOrEqual(most)
      expect(pause).toBeGreaterThanOrEqual(most / 2)
    }),
  )
})

test('while listening the pause is as long as the time for which nothing came, from a few milliseconds on', () => {
  fc.assert(
    fc.property(fc.nat(100_000), fc.integer({ min: 1, max: 5000 }), (idleMs, pollIntervalMs) => {
      const pause = pauseAfter(idleMs, pollIntervalMs, true)
      const most = Math.min(Math.max(idleMs, 5), pollIntervalMs)
      expect(pause).toBeLessThanOrEqual(most)
      expect(pause).toBeGreaterThanOrEqual(most / 2)
    }),
  )
})

test('a bell that rings while nobody waits is heard by the next who does, once', async () => {
  const bell = createBell()
  bell.ring()
  bell.ring()
  await bell.wait()
  let isAwake = false
  void bell.wait(100).then(() => (isAwake = true))
  await vi.advanceTimersByTimeAsync(99)
  expect(isAwake).toBe(false)
  await vi.advanceTimersByTimeAsync(1)
  expect(isAwake).toBe(true)
})

describe('an endpoint that takes nothing now', () => {
  const job = jobWith(1, { provider: 'p', endpoint: 'e', scope: 's' })
  const serverTime = Date.UTC(2001, 0, 1)
  let queue: ReturnType<typeof fakeQueue>

  beforeEach(() => {
    queue = fakeQueue()
  })

  function learned() {
    const openings = createOpenings(queue)
    openings.learn([claimWith([job], { claimedAt: serverTime })])
    return openings
  }

  test('is looked at once, and expected when it said by its own clock, whatever ours shows', async () => {
    vi.setSystemTime(0)
    queue.peek.mockResolvedValue({
      isAwaited: true,
      blockedBy: 'requests',
      retryAt: new Date(serverTime + 5000),
    })
    const openings = learned()
    await vi.advanceTimersByTimeAsync(1000)
    const wait = (await openings.foresee()) ?? 0
    expect(wait).toBeGreaterThanOrEqual(4000)
    expect(wait).toBeLessThanOrEqual(4016)
    await vi.advanceTimersByTimeAsync(3000)
    expect(await openings.foresee()).toBeCloseTo(wait - 3000)
    expect(queue.peek).toHaveBeenCalledExactlyOnceWith({ provider: 'p', endpoint: 'e', scope: 's' })
    await vi.advanceTimersByTimeAsync(1100)
    await openings.foresee()
    expect(queue.peek).toHaveBeenCalledTimes(2)
  })

  test('because of calls in flight is tried again soon', async () => {
    queue.peek.mockResolvedValue({ isAwaited: true, blockedBy: 'concurrency', retryAt: new Date(serverTime) })
    const wait = (await learned().foresee()) ?? 0
    expect(wait).toBeGreaterThan(35)
    expect(wait).toBeLessThanOrEqual(75)
  })

  test('is of no interest while nothing waits for it', async () => {
    queue.peek.mockResolvedValue({ isAwaited: false, blockedBy: 'tokens', retryAt: new Date(serverTime) })
    expect(await learned().foresee()).toBeUndefined()
  })

  test('is forgotten when we may not look; a lost connection is told', async () => {
    const openings = learned()
    queue.peek.mockRejectedValueOnce(connectionLost())
    await expect(openings.foresee()).rejects.toMatchObject({ code: 'connection_lost' })
    queue.peek.mockRejectedValue(
      new InvalidArgument({ function: 'peek_api_capacity', message: '', hint: '', detail: {} }),
    )
    expect(await openings.foresee()).toBeUndefined()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(await openings.foresee()).toBeUndefined()
    expect(queue.peek).toHaveBeenCalledTimes(2)
  })
})
