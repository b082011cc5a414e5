import { createBell } from './worker/bell.ts'
import { claimUntilOver } from './worker/claiming.ts'
import { watchConnection } from './worker/connection.ts'
import { deaf, openEars } from './worker/ears.ts'
import { createHoldings } from './worker/holdings.ts'
import { settled } from './worker/options.ts'
import { queueOver, transportOf } from './worker/queue.ts'
import { tickUntil } from './worker/ticking.ts'
import { sleep } from './worker/time.ts'
import type { DrainOptions, DrainReport, Worker, WorkerEvent, WorkerOptions } from './worker/types.ts'

export type { ErrorReport } from './worker/describe-error.ts'
export {
  type AbortCode,
  CompletionNotCommitted,
  Fatal,
  JobAborted,
  RetryLater,
  type RetryLaterOptions,
  WorkerMisconfigured,
} from './worker/errors.ts'
export type {
  AuditEvent,
  Database,
  DrainOptions,
  DrainReport,
  Handler,
  Job,
  JobContext,
  LostReason,
  Usage,
  Worker,
  WorkerEvent,
  WorkerOptions,
} from './worker/types.ts'

/**
 * A worker: claims jobs that may start now, runs their handlers, keeps their leases, settles them with what
 * they really cost. It claims nothing until `run` is called.
 *
 * @example
 * ```ts
 * import { openPool } from 'headgate/node'
 * import { createWorker } from 'headgate/worker'
 *
 * const pool = openPool({ connectionString: process.env.DATABASE_URL })
 * const worker = createWorker({
 *   database: pool,
 *   handlers: { plain: async ({ payload }) => ({ echo: payload }) },
 * })
 * setTimeout(() => worker.drain(), 100)
 * console.log(await worker.run())
 * await pool.end()
 * ```
 *
 * @throws WorkerMisconfigured
 */
export function createWorker(options: WorkerOptions): Worker {
  const { database, handlers, jobTypes, name, listen, onEvent, ...settings } = settled(options)
  const transport = transportOf(database)
  const bell = createBell()
  const over = new AbortController()
  const queue = watchConnection(queueOver(transport), emit)
  const holdings = createHoldings({
    ...settings,
    worker: name,
    transport,
    queue,
    handlers,
    emit,
    onChange: bell.ring,
  })
  let running: Promise<void> | undefined
  let draining: Promise<DrainReport> | undefined
  const hurry = new AbortController()

  function emit(event: WorkerEvent): void {
    try {
      onEvent(event)
    } catch (error) {
      // A fault of the listener is the program's, not a reason to drop a job: it surfaces by itself.
      queueMicrotask(() => {
        throw error
      })
    }
  }

  async function work(): Promise<void> {
    const ticking = tickUntil(over.signal, queue, settings.tickIntervalMs, emit)
    const ears = listen
      ? openEars({ transport, jobTypes, emit, onHeard: bell.ring, over: over.signal })
      : deaf
    try {
      await claimUntilOver({
        ...settings,
        queue,
        holdings,
        bell,
        ears,
        worker: name,
        jobTypes,
        emit,
        over: over.signal,
      })
    } finally {
      endClaims()
      await Promise.all([ticking, ears.closed])
    }
  }

  function endClaims(): void {
    over.abort()
    bell.ring()
  }

  async function run(): Promise<DrainReport> {
    running ??= work()
    try {
      await running
    } catch (error) {
      await drain()
      throw error
    }
    return await drain()
  }

  function drain(how?: DrainOptions): Promise<DrainReport> {
    draining ??= drainNow(how)
    return draining
  }

  async function drainNow({ timeoutMs = 30_000, abortMs = 500 }: DrainOptions = {}): Promise<DrainReport> {
    endClaims()
    emit({ type: 'draining', held: holdings.jobs().length })
    const before = holdings.counts()
    // A claim that is under way may still bring jobs; their capacity is spent, so they may as well start.
    const claimed = (running ?? Promise.resolve()).catch(() => {})
    if (!(await within(claimed.then(holdings.settled), timeoutMs, hurry.signal))) {
      holdings.abortAll()
      await within(holdings.settled(), abortMs, hurry.signal)
    }
    holdings.handBackAll()
    await within(claimed, lastAnswerMs)
    await holdings.settled()
    const report = since(before, holdings.counts())
    emit({ type: 'drained', report })
    return report
  }

  return {
    name,
    get held() {
      return holdings.jobs()
    },
    run,
    drain,
    stop() {
      hurry.abort()
      const drained = drain({ timeoutMs: 0, abortMs: 0 })
      holdings.abortAll()
      holdings.handBackAll()
      return drained
    },
    wake: bell.ring,
  }
}

/** How long a stopping worker waits for the answer to its last claim, to hand back what it brings. */
const lastAnswerMs = 5000

/** Whether it came to pass in time, before the signal was aborted. */
async function within(done: Promise<void>, ms: number, signal?: AbortSignal): Promise<boolean> {
  const over = new AbortController()
  try {
    const signals = signal === undefined ? [over.signal] : [over.signal, signal]
    const late = sleep(ms, AbortSignal.any(signals)).then(() => false)
    return await Promise.race([done.then(() => true), late])
  } finally {
    over.abort()
  }
}

function since(before: DrainReport, after: DrainReport): DrainReport {
  return {
    finished: after.finished - before.finished,
    handedBack: after.handedBack - before.handedBack,
    lost: after.lost - before.lost,
  }
}
