import { HeadgateError } from '../errors.ts'
import { type Attempt, abortAttempt } from './attempt.ts'
import type { Lease } from './lease.ts'
import { mayPass } from './may-pass.ts'
import type { Claim, Queue } from './queue.ts'
import { jittered, now, sleep } from './time.ts'

/** What can happen to attempts while their handlers run. */
export interface LeaseEvents {
  /** The attempts may not be settled any more. */
  onLost(attempts: readonly Attempt[]): void
  /** The queue has taken these from us while the lease lives. */
  onCancelled(attempts: readonly Attempt[]): void
  /** No answer came to their settlement while it could have been accepted. */
  onUnanswered(attempts: readonly Attempt[]): void
  onWarning(error: Error): void
}

/** @param askedAt when the claim was sent, in milliseconds of `now`. */
export function createLease({ token, claimedAt, leaseMs }: Claim, askedAt: number): Lease {
  return {
    token,
    claimedAt,
    attempts: new Set(),
    heartbeatMs: Math.max(leaseMs / 3, 50),
    expiresAt: askedAt + leaseMs,
    ended: new AbortController(),
    released: new AbortController(),
  }
}

/** Extends a lease for as long as attempts are under it, and ends them when it is lost. */
export function keepLease(lease: Lease, runMs: number, queue: Queue, events: LeaseEvents): void {
  void beat(lease, queue, events)
  void watchExpiry(lease, events)
  void watchRunTime(lease, runMs)
}

/** Takes an attempt from its lease; the last one ends it. */
export function releaseAttempt(attempt: Attempt): void {
  const { attempts, ended, released } = attempt.lease
  attempts.delete(attempt)
  if (attempts.size > 0) return
  ended.abort(null)
  released.abort(null)
}

async function beat(lease: Lease, queue: Queue, events: LeaseEvents): Promise<void> {
  let wait = lease.heartbeatMs
  while (await sleep(jittered(wait, 0.1), lease.ended.signal)) {
    const sentAt = now()
    const answer = queue.heartbeat(lease.token)
    // A call that hangs must not keep the next one from trying another connection.
    const outcome = await Promise.race([
      answer.then(
        ({ leaseMs, held }) => ({ kind: 'held' as const, leaseMs, held }),
        (error: unknown) => ({ kind: 'failed' as const, error }),
      ),
      sleep(lease.heartbeatMs, lease.ended.signal).then(() => ({ kind: 'silent' as const })),
    ])
    if (lease.ended.signal.aborted) return
    wait = lease.heartbeatMs
    if (outcome.kind === 'held') {
      lease.expiresAt = Math.max(lease.expiresAt, sentAt + outcome.leaseMs)
      dropMissing(lease, outcome.held, events)
    } else if (outcome.kind === 'failed') {
      if (isLeaseLost(outcome.error)) {
        lose(lease, events)
        return
      }
      if (!mayPass(outcome.error)) events.onWarning(asError(outcome.error))
      wait = Math.min(lease.heartbeatMs / 4, 1000)
    }
  }
}

function dropMissing(lease: Lease, held: ReadonlySet<unknown>, events: LeaseEvents): void {
  const missing = runningOf(lease).filter(({ job }) => !held.has(job.id))
  if (missing.length > 0) stop(missing, 'cancelled', events.onCancelled)
}

async function watchExpiry(lease: Lease, events: LeaseEvents): Promise<void> {
  while (now() < lease.expiresAt) {
    if (!(await sleep(lease.expiresAt - now(), lease.released.signal))) return
  }
  lose(lease, events)
  const unanswered = [...lease.attempts].filter(({ state }) => state === 'settling')
  end(unanswered)
  events.onUnanswered(unanswered)
}

/** A little before the queue takes the jobs back, so that the failure can still be told. */
async function watchRunTime(lease: Lease, runMs: number): Promise<void> {
  const margin = Math.min(1000, runMs / 5)
  if (!(await sleep(Math.min(runMs - margin, 2 ** 31 - 1), lease.ended.signal))) return
  for (const attempt of runningOf(lease)) abortAttempt(attempt, 'out_of_time')
}

function lose(lease: Lease, events: LeaseEvents): void {
  stop(runningOf(lease), 'lease_lost', events.onLost)
  // What is being settled is judged by the queue's answer; until then the lease only stops beating.
  lease.ended.abort(null)
}

/** An attempt that its handler has completed inside a transaction rightly leaves the lease. */
function runningOf(lease: Lease): readonly Attempt[] {
  return [...lease.attempts].filter(
    ({ state, isCompletedInside }) => state === 'running' && !isCompletedInside,
  )
}

function stop(
  attempts: readonly Attempt[],
  code: 'lease_lost' | 'cancelled',
  tell: (attempts: readonly Attempt[]) => void,
): void {
  end(attempts)
  for (const attempt of attempts) abortAttempt(attempt, code)
  tell(attempts)
}

function end(attempts: readonly Attempt[]): void {
  for (const attempt of attempts) {
    attempt.state = 'over'
    releaseAttempt(attempt)
  }
}

const isLeaseLost = (error: unknown): boolean => error instanceof HeadgateError && error.code === 'lease_lost'

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))
