import { ServerError } from '../errors.ts'
import type { Bell } from './bell.ts'
import type { Holdings } from './holdings.ts'
import { mayPass } from './may-pass.ts'
import { createOpenings, type Openings } from './openings.ts'
import { pauseAfter } from './pace.ts'
import type { Queue } from './queue.ts'
import { backoff, now } from './time.ts'
import type { WorkerEvent } from './types.ts'

export interface ClaimingOptions {
  readonly queue: Queue
  readonly holdings: Holdings
  readonly bell: Bell
  readonly worker: string
  readonly jobTypes: readonly string[]
  readonly leaseSeconds: number | undefined
  readonly pollIntervalMs: number
  readonly emit: (event: WorkerEvent) => void
  /** No further claims. Ring the bell when it is aborted. */
  readonly over: AbortSignal
}

/**
 * Claims as many jobs as can start at once, again and again: capacity is spent from the moment of the claim,
 * so nothing is fetched ahead.
 *
 * @throws HeadgateError that does not pass by itself.
 */
export async function claimUntilOver(options: ClaimingOptions): Promise<void> {
  const { queue, holdings, bell, over, pollIntervalMs, emit } = options
  let lastCameAt = now()
  let failures = 0
  const openings = createOpenings(queue)
  while (!over.aborted) {
    const limit = holdings.room()
    if (limit <= 0) {
      await bell.wait()
      continue
    }
    try {
      const claimed = await claim(options, openings, limit)
      failures = 0
      if (claimed > 0) lastCameAt = now()
      if (claimed === limit || over.aborted) continue
      const opening = claimed > 0 ? undefined : await openings.foresee()
      const pause = pauseAfter(now() - lastCameAt, pollIntervalMs)
      await bell.wait(Math.min(pause, opening ?? pause))
    } catch (error) {
      if (!mayPass(error)) throw error
      if (error instanceof ServerError && !error.retryable) emit({ type: 'warning', error })
      await rest(options, backoff(failures++, 100, 5000))
    }
  }
}

async function claim(options: ClaimingOptions, openings: Openings, limit: number): Promise<number> {
  const { queue, holdings, worker, jobTypes, leaseSeconds, emit } = options
  const askedAt = now()
  const claims = await queue.claim({ worker, jobTypes, limit, leaseSeconds })
  const jobs = claims.flatMap((it) => it.jobs)
  openings.learn(claims)
  if (jobs.length > 0) emit({ type: 'claimed', jobs })
  for (const it of claims) holdings.take(it, askedAt)
  return jobs.length
}

/** The bell does not shorten a wait for a connection to come back; only the end does. */
async function rest({ bell, over }: ClaimingOptions, ms: number): Promise<void> {
  const until = now() + ms
  while (!over.aborted && now() < until) await bell.wait(until - now())
}
