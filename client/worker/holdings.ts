import type { Transport } from '../transport.ts'
import { type Attempt, abortAttempt, addUsage, createAttempt } from './attempt.ts'
import { handle, type Verdict } from './handle.ts'
import { createLease, keepLease, type LeaseEvents, releaseAttempt } from './keep-lease.ts'
import type { Lease } from './lease.ts'
import type { Claim, Queue } from './queue.ts'
import { createSettle, unanswered } from './settle.ts'
import { now } from './time.ts'
import type { DrainReport, Handler, Job, Usage, WorkerEvent } from './types.ts'

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

/** In one call. */
const mostSettled = 500

/** What an attempt cost whose handler was never called. */
const nothing: Usage = { requests: 0, inputTokens: 0, outputTokens: 0, costMicros: 0 }

const handBack: Verdict = { kind: 'reschedule', delaySeconds: 0, reason: 'worker draining' }

export function createHoldings(options: HoldingsOptions): Holdings {
  const { queue, handlers, concurrency, emit, onChange } = options
  /** With attempts not yet over. One large set of all attempts would keep the collector of garbage busy. */
  const leases = new Set<Lease>()
  let held = 0
  /** Handlers at work, whether or not their attempts are over. */
  let handling = 0
  // When as many have ended as run at the same time, nobody is left to wait for.
  const travel = { windowMs: options.settleWithinMs, most: Math.min(concurrency, mostSettled) }
  const settle = createSettle(queue, travel, (error) =>
    emit({ type: 'warning', error: error instanceof Error ? error : new Error(String(error)) }),
  )
  const counts = { finished: 0, handedBack: 0, lost: 0 }
  let waiting: (() => void)[] = []
  let isClosed = false

  const events: LeaseEvents = {
    onLost: (lost) => forget(lost, (job) => ({ type: 'lost', job, reason: 'lease_lost' })),
    onUnanswered: (lost) => forget(lost, unanswered),
    onCancelled: (cancelled) => forget(cancelled, (job) => ({ type: 'cancelled', job })),
    onWarning: (error) => emit({ type: 'warning', error }),
  }

  function take(claim: Claim, askedAt: number): void {
    const lease = createLease(claim, askedAt)
    const takenAt = now()
    const taken = claim.jobs.map((job) => createAttempt(job, lease, takenAt))
    for (const attempt of taken) lease.attempts.add(attempt)
    leases.add(lease)
    held += taken.length
    keepLease(lease, claim.runMs, queue, events)
    for (const attempt of taken) {
      if (isClosed) {
        if (attempt.job.endpoint !== null) addUsage(attempt, nothing)
        conclude(attempt, handBack)
      } else run(attempt)
    }
  }

  function run(attempt: Attempt): void {
    handling += 1
    emit({ type: 'started', job: attempt.job })
    const handler = handlers[attempt.job.type] ?? refuse
    void handle(attempt, handler, options).then((verdict) => {
      handling -= 1
      onChange()
      if (attempt.state !== 'running') return
      conclude(attempt, attempt.isHandedBack && verdict.kind !== 'complete' ? handBack : verdict)
    })
  }

  function conclude(attempt: Attempt, verdict: Verdict): void {
    attempt.state = 'settling'
    settle(attempt, verdict, (event) => {
      // Its lease has ended meanwhile.
      if (attempt.state === 'over') return
      if (event.type === 'lost') counts.lost += 1
      else if (verdict === handBack && event.type === 'rescheduled') counts.handedBack += 1
      else counts.finished += 1
      attempt.state = 'over'
      releaseAttempt(attempt)
      letGo(attempt)
      emit(event)
    })
  }

  function forget(gone: readonly Attempt[], event: (job: Job) => WorkerEvent): void {
    for (const attempt of gone) {
      counts.lost += 1
      letGo(attempt)
      emit(event(attempt.job))
    }
  }

  function letGo({ lease }: Attempt): void {
    held -= 1
    if (lease.attempts.size === 0) leases.delete(lease)
    if (held === 0) {
      for (const resolve of waiting) resolve()
      waiting = []
    }
    onChange()
  }

  const attempts = () => [...leases].flatMap((lease) => [...lease.attempts])
  const running = () => attempts().filter(({ state }) => state === 'running')

  return {
    jobs: () => attempts().map(({ job }) => job),
    // As many as one full round may wait for their settlement while the next one works.
    room: () => Math.min(concurrency - handling, 2 * concurrency - held),
    take,
    abortAll() {
      for (const attempt of running()) {
        attempt.isHandedBack = true
        abortAttempt(attempt, 'draining')
      }
    },
    handBackAll() {
      isClosed = true
      for (const attempt of running()) conclude(attempt, handBack)
    },
    settled: () => (held === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
    counts: () => ({ ...counts }),
  }
}

async function refuse(): Promise<never> {
  throw new Error('The queue gave this worker a job of a type that it has no handler for.')
}
