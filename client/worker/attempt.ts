import { amountOf } from './amount.ts'
import { JobAborted } from './errors.ts'
import type { Lease } from './lease.ts'
import type { Job, Usage } from './types.ts'

/**
 * running: the handler works; settling: it has ended (or was given up), and the queue is being told;
 * over: settled, or no longer ours.
 */
export type AttemptState = 'running' | 'settling' | 'over'

/** One job in the hands of this worker. */
export interface Attempt {
  readonly job: Job
  readonly lease: Lease
  readonly abort: AbortController
  readonly startedAt: number
  state: AttemptState
  /** The worker is stopping: unless the handler completes, the job is handed back. */
  isHandedBack: boolean
  /** The handler has completed the job in its own transaction, whose end we do not see. */
  isCompletedInside: boolean
  tokens: bigint | undefined
  requests: number | undefined
}

export function createAttempt(job: Job, lease: Lease, startedAt: number): Attempt {
  return {
    job,
    lease,
    abort: new AbortController(),
    startedAt,
    state: 'running',
    isHandedBack: false,
    isCompletedInside: false,
    tokens: undefined,
    requests: undefined,
  }
}

/** Tells the handler to stop; the first reason stands. */
export function abortAttempt(attempt: Attempt, code: JobAborted['code']): void {
  if (!attempt.abort.signal.aborted) attempt.abort.abort(new JobAborted(code))
}

/**
 * Adds to what the attempt has cost.
 *
 * @throws RangeError for what is not a whole number from 0.
 */
export function addUsage(attempt: Attempt, { tokens, requests }: Usage): void {
  const more = { tokens: amountOf(tokens), requests: amountOf(requests) }
  if (more.tokens !== undefined) attempt.tokens = (attempt.tokens ?? 0n) + more.tokens
  if (more.requests !== undefined) attempt.requests = (attempt.requests ?? 0) + Number(more.requests)
}

/** What every settlement of an attempt says. */
export function settlementOf({ job, tokens, requests }: Attempt) {
  return { jobId: job.id, leaseToken: job.leaseToken, actualTokens: tokens, actualRequests: requests }
}
