import type { Transport } from '../transport.ts'
import { type Attempt, abortAttempt, createAttempt } from './attempt.ts'
import { handle, type Verdict } from './handle.ts'
import { createLease, keepLease, type LeaseEvents, releaseAttempt } from './keep-lease.ts'
import type { Claim, Queue } from './queue.ts'
import { createSettle } from './settle.ts'
import type { DrainReport, Handler, Job, WorkerEvent } from './types.ts'

/** What a worker has in hand, from the claim to the settlement. */
export interface Holdings {
  /** Claimed and not yet settled. */
  jobs(): readonly Job[]
  /** How many more handlers may start. */
  room(): number
  /** Starts the handlers of a claim that was asked for at `askedAt` (milliseconds of `now`). */
  take(claim: Claim, askedAt: number): void
  /** Asks all handlers to stop; what they do not complete from now on is handed back. */
  abortAll(): void
  /** Hands back what is still running, whether its handler listens or not, and what may yet come. */
  handBackAll(): void
  /** Resolves when nothing is left to settle. Handlers whose attempt is over are not waited for. */
  settled(): Promise<void>
  /** What happened to attempts so far. */
  counts(): DrainReport
}

export interface HoldingsOptions {
  readonly worker: string
  readonly transport: Transport
  readonly queue: Queue
  readonly handlers: Readonly<Record<string, Handler>>
  readonly concurrency: number
  readonly settleWithinMs: number
  readonly emit: (event: WorkerEvent) => void
  /** Room or capacity may have become free. */
  readonly onChange: () => void
}

const handBack: Verdict = { kind: 'reschedule', delaySeconds: 0, reason: 'worker draining' }

export function createHoldings(options: HoldingsOptions): Holdings {
  const { queue, handlers, concurrency, emit, onChange } = options
  /** Not yet over. */
  const held = new Set<Attempt>()
  /** With a handler at work, whether or not they are over. */
  const handling = new Set<Attempt>()
  const settle = createSettle(queue, options.settleWithinMs)
  const counts = { finished: 0, handedBack: 0, lost: 0 }
  let waiting: (() => void)[] = []
  let isClosed = false

  const events: LeaseEvents = {
    onLost: (lost) => forget(lost, (job) => ({ type: 'lost', job, reason: 'lease_lost' })),
    onCancelled: (cancelled) => forget(cancelled, (job) => ({ type: 'cancelled', job })),
    onWarning: (error) => emit({ type: 'warning', error }),
  }

  function take(claim: Claim, askedAt: number): void {
    const lease = createLease(claim, askedAt)
    const taken = claim.jobs.map((job) => createAttempt(job, lease))
    for (const attempt of taken) {
      lease.attempts.set(attempt.job.id, attempt)
      held.add(attempt)
    }
    keepLease(lease, claim.runMs, queue, events)
    for (const attempt of taken) void (isClosed ? conclude(attempt, handBack) : run(attempt))
  }

  async function run(attempt: Attempt): Promise<void> {
    handling.add(attempt)
    emit({ type: 'started', job: attempt.job })
    const handler = handlers[attempt.job.type] ?? refuse
    const verdict = await handle(attempt, handler, options)
    handling.delete(attempt)
    onChange()
    if (attempt.state !== 'running') return
    await conclude(attempt, attempt.isHandedBack && verdict.kind !== 'complete' ? handBack : verdict)
  }

  async function conclude(attempt: Attempt, verdict: Verdict): Promise<void> {
    attempt.state = 'settling'
    const event = await settle(attempt, verdict).catch((error: unknown): WorkerEvent => {
      emit({ type: 'warning', error: error instanceof Error ? error : new Error(String(error)) })
      return { type: 'lost', job: attempt.job, reason: 'unanswered' }
    })
    if (event.type === 'lost') counts.lost += 1
    else if (verdict === handBack && event.type === 'rescheduled') counts.handedBack += 1
    else counts.finished += 1
    attempt.state = 'over'
    releaseAttempt(attempt)
    letGo(attempt)
    emit(event)
  }

  function forget(gone: readonly Attempt[], event: (job: Job) => WorkerEvent): void {
    for (const attempt of gone) {
      counts.lost += 1
      letGo(attempt)
      emit(event(attempt.job))
    }
  }

  function letGo(attempt: Attempt): void {
    held.delete(attempt)
    if (held.size === 0) {
      for (const resolve of waiting) resolve()
      waiting = []
    }
    onChange()
  }

  const running = () => [...held].filter(({ state }) => state === 'running')

  return {
    jobs: () => [...held].map(({ job }) => job),
    // As many as one full round may wait for their settlement while the next one works.
    room: () => Math.min(concurrency - handling.size, 2 * concurrency - held.size),
    take,
    abortAll() {
      for (const attempt of running()) {
        attempt.isHandedBack = true
        abortAttempt(attempt, 'draining')
      }
    },
    handBackAll() {
      isClosed = true
      for (const attempt of running()) void conclude(attempt, handBack)
    },
    settled: () => (held.size === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
    counts: () => ({ ...counts }),
  }
}

async function refuse(): Promise<never> {
  throw new Error('The queue gave this worker a job of a type that it has no handler for.')
}
