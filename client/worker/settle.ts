import { HeadgateError } from '../errors.ts'
import { type Attempt, settlementOf } from './attempt.ts'
import { createBatcher } from './batcher.ts'
import { describeError } from './describe-error.ts'
import { CompletionNotCommitted } from './errors.ts'
import type { Verdict } from './handle.ts'
import { persist, Unanswered } from './persist.ts'
import type { Completion, Failure, FailureOutcome, Queue, Throttle } from './queue.ts'
import type { Refusal } from './refusal.ts'
import { throttleFor } from './report-refusal.ts'
import { now } from './time.ts'
import type { Job, WorkerEvent } from './types.ts'

/** Tells the queue how an attempt ended, and `tell` the event that says what it made of it. */
export type Settle = (attempt: Attempt, verdict: Verdict, tell: (event: WorkerEvent) => void) => void

interface Desk {
  readonly queue: Queue
  readonly complete: (completion: Completion) => Promise<string>
  readonly fail: (failure: Failure) => Promise<FailureOutcome>
}

/** How settlements travel: together with those of the next `windowMs` milliseconds, at most so many. */
interface Travel {
  readonly windowMs: number
  readonly most: number
}

export function createSettle(
  queue: Queue,
  { windowMs, most }: Travel,
  warn: (error: unknown) => void,
): Settle {
  const desk: Desk = {
    queue,
    complete: createBatcher({ send: queue.complete, windowMs, most }),
    fail: createBatcher({ send: queue.fail, windowMs, most }),
  }
  return (attempt, verdict, tell) => {
    const settling = (attempt.isCompletedInside ? settleInside : settle)(desk, attempt, verdict)
    settling.then(tell, (error: unknown) => {
      if (error instanceof HeadgateError && isLost(error.code)) return tell(lost(attempt))
      if (!(error instanceof Unanswered)) warn(error)
      tell(unanswered(attempt.job))
    })
  }
}

function settle(desk: Desk, attempt: Attempt, verdict: Verdict): Promise<WorkerEvent> {
  switch (verdict.kind) {
    case 'complete':
      return settleCompleted(desk, attempt, verdict.result)
    case 'fail':
      return settleFailed(desk, attempt, verdict)
    case 'reschedule':
      return settleRescheduled(desk, attempt, verdict)
    case 'refused':
      return settleRefused(desk, attempt, verdict)
  }
}

/** No async function: most attempts come this way, and each step of one costs more than all of this. */
function settleCompleted(desk: Desk, attempt: Attempt, result: unknown): Promise<WorkerEvent> {
  const completion = { ...settlementOf(attempt), result }

  function judged(outcome: string): WorkerEvent | Promise<WorkerEvent> {
    if (outcome === 'lease_lost') return lost(attempt)
    if (outcome !== 'audit_required') return completed(attempt)
    // The single call has the words for it.
    return persist(attempt, () => desk.queue.completeOne(completion)).then(() => completed(attempt), refused)
  }

  function refused(error: unknown): Promise<WorkerEvent> {
    if (!(error instanceof HeadgateError) || !isAboutTheResult(error.code)) throw error
    // The queue will not have this result, and would not next time.
    return settleFailed(desk, attempt, { kind: 'fail', error, retryable: false })
  }

  return persist(attempt, () => desk.complete(completion)).then(judged, refused)
}

async function settleFailed(
  desk: Desk,
  attempt: Attempt,
  { error, retryable, retryAt }: Verdict & { readonly kind: 'fail' },
): Promise<WorkerEvent> {
  const report = describeError(error)
  const failure = { ...settlementOf(attempt), error: report, retryable, retryAt }
  const { outcome, scheduledAt } = await persist(attempt, () => desk.fail(failure))
  if (outcome !== 'queued' && outcome !== 'dead_lettered') return lost(attempt)
  const { job } = attempt
  return { type: 'failed', job, runMs: runMs(attempt), error: report, outcome, retryAt: scheduledAt }
}

async function settleRescheduled(
  { queue }: Desk,
  attempt: Attempt,
  { delaySeconds, until, reason }: Verdict & { readonly kind: 'reschedule' },
): Promise<WorkerEvent> {
  const { job } = attempt
  const rescheduling = { ...settlementOf(attempt), delaySeconds, until, reason }
  const scheduledAt = await persist(attempt, () => queue.reschedule(rescheduling))
  return { type: 'rescheduled', job, runMs: runMs(attempt), reason, scheduledAt }
}

/**
 * The provider would not take the call: everybody is told, and the job comes back when it takes calls again, which
 * costs it no attempt; but where waiting does not help, it is given up.
 */
async function settleRefused(
  desk: Desk,
  attempt: Attempt,
  { error, refusal }: Verdict & { readonly kind: 'refused' },
): Promise<WorkerEvent> {
  const told = throttleFor(error) ?? (await report(desk, attempt, refusal))
  if (!told?.retryable) return await settleFailed(desk, attempt, { kind: 'fail', error, retryable: !told })
  const { provider, delaySeconds, kind } = told
  const reason = `${provider} answered ${refusal.status} (${kind})`
  return await settleRescheduled(desk, attempt, { kind: 'reschedule', delaySeconds, reason })
}

/** What the limiter makes of a refusal; undefined: the job has no endpoint that it could be about. */
async function report({ queue }: Desk, attempt: Attempt, refusal: Refusal): Promise<Throttle | undefined> {
  const { provider, endpoint, scope } = attempt.job
  if (provider === null || endpoint === null) return undefined
  const calledAt = new Date(attempt.lease.claimedAt)
  try {
    return await persist(attempt, () =>
      queue.throttle({ provider, endpoint, scope: scope ?? '' }, refusal, calledAt),
    )
  } catch (error) {
    if (error instanceof HeadgateError && error.code === 'unknown_endpoint') return undefined
    throw error
  }
}

/** The handler has completed the job itself: whether that was committed, only the queue knows. */
async function settleInside(desk: Desk, attempt: Attempt, verdict: Verdict): Promise<WorkerEvent> {
  // The end of the lease does not end such an attempt while its handler works.
  if (now() >= attempt.lease.expiresAt) throw new Unanswered()
  const state = await persist(attempt, () => desk.queue.stateOf(attempt.job.id))
  if (state === 'completed') return completed(attempt)
  if (verdict.kind !== 'complete') return await settle(desk, attempt, verdict)
  return await settleFailed(desk, attempt, {
    kind: 'fail',
    error: new CompletionNotCommitted(),
    retryable: true,
  })
}

const runMs = (attempt: Attempt): number => now() - attempt.startedAt

const completed = (attempt: Attempt): WorkerEvent => ({
  type: 'completed',
  job: attempt.job,
  runMs: runMs(attempt),
})

export const unanswered = (job: Job): WorkerEvent => ({ type: 'lost', job, reason: 'unanswered' })

const lost = ({ job }: Attempt): WorkerEvent => ({ type: 'lost', job, reason: 'lease_lost' })

const isAboutTheResult = (code: string): boolean =>
  ['invalid_argument', 'invalid_arguments', 'payload_too_large', 'audit_required'].includes(code)

const isLost = (code: string): boolean => code === 'lease_lost' || code === 'unknown_job'
