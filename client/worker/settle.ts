import { HeadgateError } from '../errors.ts'
import { type Attempt, settlementOf } from './attempt.ts'
import { createBatcher } from './batcher.ts'
import { describeError } from './describe-error.ts'
import { CompletionNotCommitted } from './errors.ts'
import type { Verdict } from './handle.ts'
import { persist, Unanswered } from './persist.ts'
import type { Completion, Failure, FailureOutcome, Queue, Throttle } from './queue.ts'
import type { Refusal } from './refusal.ts'
import { now } from './time.ts'
import type { WorkerEvent } from './types.ts'

/** Tells the queue how an attempt ended; answers the event that says what it made of it. */
export type Settle = (attempt: Attempt, verdict: Verdict) => Promise<WorkerEvent>

interface Desk {
  readonly queue: Queue
  readonly complete: (completion: Completion) => Promise<string>
  readonly fail: (failure: Failure) => Promise<FailureOutcome>
}

/** Settlements of about the same time travel together, for `windowMs` milliseconds at the first. */
export function createSettle(queue: Queue, windowMs: number): Settle {
  const most = 500
  const desk: Desk = {
    queue,
    complete: createBatcher({ send: queue.complete, windowMs, most }),
    fail: createBatcher({ send: queue.fail, windowMs, most }),
  }
  return async (attempt, verdict) => {
    try {
      return await (attempt.isCompletedInside ? settleInside : settle)(desk, attempt, verdict)
    } catch (error) {
      if (error instanceof Unanswered) return { type: 'lost', job: attempt.job, reason: 'unanswered' }
      if (error instanceof HeadgateError && isLost(error.code)) return lost(attempt)
      throw error
    }
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

async function settleCompleted(desk: Desk, attempt: Attempt, result: unknown): Promise<WorkerEvent> {
  try {
    const outcome = await whileHeld(attempt, () => desk.complete({ ...settlementOf(attempt), result }))
    if (outcome === 'lease_lost') return lost(attempt)
    if (outcome === 'audit_required') {
      // The single call has the words for it.
      await whileHeld(attempt, () => desk.queue.completeOne({ ...settlementOf(attempt), result }))
    }
    return { type: 'completed', job: attempt.job, runMs: runMs(attempt) }
  } catch (error) {
    if (!(error instanceof HeadgateError) || !isAboutTheResult(error.code)) throw error
    // The queue will not have this result, and would not next time.
    return await settleFailed(desk, attempt, { kind: 'fail', error, retryable: false })
  }
}

async function settleFailed(
  desk: Desk,
  attempt: Attempt,
  { error, retryable, retryAt }: Verdict & { readonly kind: 'fail' },
): Promise<WorkerEvent> {
  const report = describeError(error)
  const failure = { ...settlementOf(attempt), error: report, retryable, retryAt }
  const { outcome, scheduledAt } = await whileHeld(attempt, () => desk.fail(failure))
  if (outcome !== 'queued' && outcome !== 'dead_lettered') return lost(attempt)
  const { job } = attempt
  return { type: 'failed', job, runMs: runMs(attempt), error: report, outcome, retryAt: scheduledAt }
}

async function settleRescheduled(
  { queue }: Desk,
  attempt: Attempt,
  { delaySeconds, reason }: Verdict & { readonly kind: 'reschedule' },
): Promise<WorkerEvent> {
  const { job } = attempt
  const scheduledAt = await whileHeld(attempt, () =>
    queue.reschedule(job.id, job.leaseToken, delaySeconds, reason),
  )
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
  const told = await report(desk, attempt, refusal)
  if (!told?.retryable) return await settleFailed(desk, attempt, { kind: 'fail', error, retryable: !told })
  const { delaySeconds, kind } = told
  const reason = `${attempt.job.provider} answered ${refusal.status} (${kind})`
  return await settleRescheduled(desk, attempt, { kind: 'reschedule', delaySeconds, reason })
}

/** What the limiter makes of a refusal; undefined: the job has no endpoint that it could be about. */
async function report({ queue }: Desk, attempt: Attempt, refusal: Refusal): Promise<Throttle | undefined> {
  const { provider, endpoint, scope } = attempt.job
  if (provider === null || endpoint === null) return undefined
  const calledAt = new Date(attempt.lease.claimedAt)
  try {
    return await whileHeld(attempt, () =>
      queue.throttle({ provider, endpoint, scope: scope ?? '' }, refusal, calledAt),
    )
  } catch (error) {
    if (error instanceof HeadgateError && error.code === 'unknown_endpoint') return undefined
    throw error
  }
}

/** The handler has completed the job itself: whether that was committed, only the queue knows. */
async function settleInside(desk: Desk, attempt: Attempt, verdict: Verdict): Promise<WorkerEvent> {
  const { job } = attempt
  if ((await whileHeld(attempt, () => desk.queue.stateOf(job.id))) === 'completed') {
    return { type: 'completed', job, runMs: runMs(attempt) }
  }
  if (verdict.kind !== 'complete') return await settle(desk, attempt, verdict)
  return await settleFailed(desk, attempt, {
    kind: 'fail',
    error: new CompletionNotCommitted(),
    retryable: true,
  })
}

/** Once the lease is gone no settlement can be accepted any more. */
function whileHeld<T>(attempt: Attempt, call: () => Promise<T>): Promise<T> {
  return persist(call, () => attempt.lease.expiresAt)
}

const runMs = (attempt: Attempt): number => now() - attempt.startedAt

const lost = ({ job }: Attempt): WorkerEvent => ({ type: 'lost', job, reason: 'lease_lost' })

const isAboutTheResult = (code: string): boolean =>
  ['invalid_argument', 'invalid_arguments', 'payload_too_large', 'audit_required'].includes(code)

const isLost = (code: string): boolean => code === 'lease_lost' || code === 'unknown_job'
