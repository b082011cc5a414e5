import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { ServerError } from '../../client/errors.ts'
import { createAttempt } from '../../client/worker/attempt.ts'
import { createBatcher } from '../../client/worker/batcher.ts'
import { createLease } from '../../client/worker/keep-lease.ts'
import { persist } from '../../client/worker/persist.ts'
import { now } from '../../client/worker/time.ts'
import { claimWith, connectionLost, jobWith } from './fake-queue.ts'

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

describe('settlements', () => {
  test('of about the same time travel in one call', async () => {
    const send = vi.fn(async (items: readonly number[]) => items.map((item) => item * 10))
    const settle = createBatcher({ send, windowMs: 2, most: 100 })
    const answers = Promise.all([settle(1), settle(2), settle(3)])
    await vi.advanceTimersByTimeAsync(2)
    expect(await answers).toEqual([10, 20, 30])
    expect(send).toHaveBeenCalledExactlyOnceWith([1, 2, 3])
  })

  test('of one alone waits for no more than the window', async () => {
    const send = vi.fn(async (items: readonly number[]) => items)
    const settle = createBatcher({ send, windowMs: 2, most: 100 })
    void settle(1)
    await vi.advanceTimersByTimeAsync(2)
    expect(send).toHaveBeenCalledOnce()
    await vi.advanceTimersByTimeAsync(1000)
    void settle(2)
    await vi.advanceTimersByTimeAsync(2)
    expect(send).toHaveBeenCalledTimes(2)
  })

  test('of as many as one call takes wait for nobody', async () => {
    const send = vi.fn(async (items: readonly number[]) => items)
    const settle = createBatcher({ send, windowMs: 1000, most: 2 })
    const answers = Promise.all([1, 2, 3].map(settle))
    expect(send).toHaveBeenCalledExactlyOnceWith([1, 2])
    await vi.advanceTimersByTimeAsync(0)
    expect(await answers).toEqual([1, 2, 3])
    await vi.advanceTimersByTimeAsync(1000)
    expect(send).toHaveBeenCalledTimes(2)
  })

  test('that come while a call is under way gather for the next, which follows at once', async () => {
    const send = vi.fn(async (items: readonly number[]) => {
      await new Promise((resolve) => setTimeout(resolve, 30))
      return items
    })
    const settle = createBatcher({ send, windowMs: 2, most: 2 })
    void settle(1)
    await vi.advanceTimersByTimeAsync(10)
    for (const item of [2, 3, 4]) void settle(item)
    await vi.advanceTimersByTimeAsync(100)
    expect(send.mock.calls).toEqual([[[1]], [[2, 3]], [[4]]])
  })

  test('are sent again in halves when a bad one refuses the call, until it is alone', async () => {
    const send = vi.fn(async (items: readonly number[]) => {
      if (items.includes(2)) throw new RangeError('bad')
      return items
    })
    const settle = createBatcher({ send, windowMs: 2, most: 100 })
    const items = Array.from({ length: 64 }, (_, item) => item)
    const answers = Promise.allSettled(items.map(settle))
    await vi.advanceTimersByTimeAsync(2)
    const refused = (await answers).flatMap(({ status }, item) => (status === 'rejected' ? [item] : []))
    expect(refused).toEqual([2])
    expect(send.mock.calls.length).toBeLessThanOrEqual(1 + 2 * 6)
  })
})

describe('a call that persists', () => {
  const attempt = () => {
    const lease = createLease(claimWith([jobWith(1)], { leaseMs: 60_000 }), now())
    return createAttempt(jobWith(1), lease, now())
  }
  const failing = (error: () => Error, times: number) => {
    let tries = 0
    return vi.fn(async () => {
      if (++tries <= times) throw error()
      return 'answer'
    })
  }
  const broken = () =>
    new ServerError({ function: 'f', message: 'm', hint: '', sqlstate: 'XX000', retryable: false })

  test.each([
    ['a lost connection', connectionLost],
    ['an unexpected error of the server', broken],
  ])('is made again after %s', async (_, error) => {
    const call = failing(error, 3)
    const answer = persist(attempt(), call)
    await vi.advanceTimersByTimeAsync(2000)
    expect(await answer).toBe('answer')
    expect(call).toHaveBeenCalledTimes(4)
  })

  test('fails at once with what does not pass', async () => {
    const call = failing(() => new TypeError('no'), 1)
    await expect(persist(attempt(), call)).rejects.toThrow('no')
    expect(call).toHaveBeenCalledOnce()
  })

  test('is not made again for a wait that goes beyond the lease', async () => {
    const call = failing(connectionLost, 1000)
    const answer = persist(attempt(), call).catch((error: unknown) => error)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(await answer).toMatchObject({ code: 'unanswered', cause: { code: 'connection_lost' } })
    const { length } = call.mock.calls
    await vi.advanceTimersByTimeAsync(60_000)
    expect(call).toHaveBeenCalledTimes(length)
  })
})
