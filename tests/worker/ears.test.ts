import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { TransportFailed } from '../../client/errors.ts'
import type { Transport } from '../../client/transport.ts'
import { createBell } from '../../client/worker/bell.ts'
import { claimUntilOver } from '../../client/worker/claiming.ts'
import { deaf, openEars } from '../../client/worker/ears.ts'
import type { WorkerEvent } from '../../client/worker.ts'
import { claimWith, connectionLost, fakeQueue, jobWith } from './fake-queue.ts'

const hour = 3_600_000

describe('a worker that listens', () => {
  let queue: ReturnType<typeof fakeQueue>
  let over: AbortController
  let events: WorkerEvent[]
  let listen: ReturnType<typeof vi.fn<NonNullable<Transport['listen']>>>
  let stop: ReturnType<typeof vi.fn<() => void>>
  let ended: Promise<unknown>

  beforeEach(() => {
    vi.useFakeTimers()
    queue = fakeQueue()
    over = new AbortController()
    events = []
    stop = vi.fn()
    listen = vi.fn<NonNullable<Transport['listen']>>(async () => stop)
  })

  afterEach(() => {
    over.abort()
    vi.useRealTimers()
  })

  function start(transport: Transport = { call: async () => [], listen }): void {
    const bell = createBell()
    const emit = (event: WorkerEvent) => void events.push(event)
    const ears = openEars({ transport, jobTypes: ['plain'], emit, onHeard: bell.ring, over: over.signal })
    const claiming = claimUntilOver({
      queue,
      bell,
      ears,
      emit,
      holdings: { room: () => 10, take: () => {} },
      worker: 'w',
      jobTypes: ['plain'],
      leaseSeconds: undefined,
      pollIntervalMs: hour,
      over: over.signal,
    })
    over.signal.addEventListener('abort', bell.ring)
    ended = Promise.all([claiming, ears.closed])
  }

  /** What the server says on the connection opened last. */
  const say = (payload: string) => listen.mock.lastCall?.[1](payload)
  const cut = () => listen.mock.lastCall?.[2]()
  const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)

  /** Until it looks no more often than once in minutes. */
  async function idle(): Promise<void> {
    await pass(hour)
    queue.claim.mockClear()
  }

  test('asks to be told whenever it looks', async () => {
    start()
    await pass(hour)
    expect(listen).toHaveBeenCalledExactlyOnceWith('headgate', expect.any(Function), expect.any(Function))
    expect(queue.claim.mock.calls.slice(1).map(([{ wakeMe }]) => wakeMe)).not.toContain(false)
  })

  test('looks again within milliseconds once it has asked, and then less and less often', async () => {
    start()
    await pass(0)
    const before = queue.claim.mock.calls.length
    await pass(5)
    expect(queue.claim.mock.calls.length).toBeGreaterThan(before)
    await idle()
    await pass(hour / 8)
    expect(queue.claim.mock.calls.length).toBeLessThan(3)
  })

  test('looks at once when told, and again within milliseconds', async () => {
    start()
    await idle()
    queue.claim.mockResolvedValueOnce([claimWith([jobWith(1)])])
    say('plain')
    await pass(0)
    expect(queue.claim).toHaveBeenCalledTimes(1)
    await pass(5)
    expect(queue.claim.mock.calls.length).toBeGreaterThan(1)
    expect(events.map(({ type }) => type)).toEqual(['claimed'])
  })

  test('does not look when it is told of what it has no handler for', async () => {
    start()
    await idle()
    say('other')
    await pass(0)
    expect(queue.claim).not.toHaveBeenCalled()
  })

  test('that is told in vain again and again looks as often as if it were not', async () => {
    start()
    await idle()
    for (let ms = 0; ms < 1000; ms++) {
      say('plain')
      await pass(1)
    }
    expect(queue.claim.mock.calls.length).toBeLessThanOrEqual(100)
    await pass(50)
    queue.claim.mockClear()
    say('plain')
    await pass(0)
    expect(queue.claim).toHaveBeenCalledTimes(1)
  })

  test('that is told while it rests looks when it has rested', async () => {
    start()
    await idle()
    say('plain')
    await pass(1)
    say('plain')
    await pass(20)
    expect(queue.claim.mock.calls.length).toBeGreaterThan(1)
  })

  test('listens again when the connection is lost, ever less often, and looks as soon as it does', async () => {
    start()
    await idle()
    listen.mockRejectedValueOnce(connectionLost())
    cut()
    await pass(0)
    expect(stop).toHaveBeenCalledOnce()
    await pass(100)
    expect(listen).toHaveBeenCalledTimes(2)
    queue.claim.mockClear()
    await pass(200)
    expect(listen).toHaveBeenCalledTimes(3)
    expect(queue.claim.mock.calls.length).toBeGreaterThan(1)
    listen.mockRejectedValue(connectionLost())
    cut()
    await pass(hour)
    expect(listen.mock.calls.length).toBeLessThan(3 + 2 * 60 + 20)
    expect(events).toEqual([])
  })

  test('polls, and does not ask, while it cannot hear', async () => {
    listen.mockImplementation(() => new Promise(() => {}))
    start()
    await pass(hour)
    expect(queue.claim.mock.calls.length).toBeGreaterThan(10)
    expect(queue.claim.mock.calls.map(([{ wakeMe }]) => wakeMe)).not.toContain(true)
  })

  test('says so once when it will never hear, and polls', async () => {
    const error = new TransportFailed({ function: 'listen', message: 'no', hint: '' })
    listen.mockRejectedValue(error)
    start()
    await pass(hour)
    expect(events).toEqual([{ type: 'warning', error }])
    expect(listen).toHaveBeenCalledOnce()
    expect(queue.claim.mock.calls.map(([{ wakeMe }]) => wakeMe)).not.toContain(true)
  })

  test.each<[string, () => Promise<void>]>([
    ['while it listens', async () => {}],
    ['while it rests', async () => say('plain')],
    ['while it waits to listen again', async () => cut()],
  ])('stops at once %s, and holds no connection', async (_, prepare) => {
    start()
    await idle()
    await prepare()
    await pass(0)
    over.abort()
    await ended
    expect(stop).toHaveBeenCalledOnce()
    expect(vi.getTimerCount()).toBe(0)
  })

  test('throws away a connection that comes when it is over', async () => {
    let open = (_: () => void): void => {}
    listen.mockReturnValue(new Promise((resolve) => (open = resolve)))
    start()
    await pass(0)
    over.abort()
    open(stop)
    await ended
    expect(stop).toHaveBeenCalledOnce()
  })

  test('is deaf over a transport that cannot listen', async () => {
    start({ call: async () => [] })
    await pass(hour)
    expect(queue.claim.mock.calls.map(([{ wakeMe }]) => wakeMe)).not.toContain(true)
    expect(deaf.heard()).toBe(false)
  })
})
