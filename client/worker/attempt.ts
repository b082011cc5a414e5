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
  readonly spent: Spent
}

/** What an attempt has cost so far, as far as its handler has told. */
interface Spent {
  tokens?: bigint
  inputTokens?: bigint
  outputTokens?: bigint
  costMicros?: bigint
  requests?: number
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
    spent: {},
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
export function addUsage({ spent }: Attempt, { requests, ...amounts }: Usage): void {
  const more = {
    requests: amountOf(requests),
    tokens: amountOf(amounts.tokens),
    inputTokens: amountOf(amounts.inputTokens),
    outputTokens: amountOf(amounts.outputTokens),
    costMicros: amountOf(amounts.costMicros),
  }
  if (more.requests !== undefined) spent.requests = (spent.requests ?? 0) + Number(more.requests)
  for (const kind of ['tokens', 'inputTokens', 'outputTokens', 'costMicros'] as const) {
    const amount = more[kind]
    if (amount !== undefined) spent[kind] = (spent[kind] ?? 0n) + amount
  }
}

/** What every settlement of an attempt says. Tokens of no declared kind make a total of all. */
export function settlementOf({ job, spent }: Attempt) {
  const { tokens, inputTokens, outputTokens, costMicros, requests } = spent
  const told = {
    jobId: job.id,
    leaseToken: job.leaseToken,
    actualRequests: requests,
    actualCostMicros: costMicros,
  }
  if (tokens === undefined)
    return { ...told, actualInputTokens: inputTokens, actualOutputTokens: outputTokens }
  return { ...told, actualTokens: tokens + (inputTokens ?? 0n) + (outputTokens ?? 0n) }
}
