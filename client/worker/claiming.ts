import { ServerError } from '../errors.ts'
import type { Bell } from './bell.ts'
import type { Ears } from './ears.ts'
import type { Holdings } from './holdings.ts'
import { mayPass } from './may-pass.ts'
import { createOpenings, type Openings } from './openings.ts'
import { pauseAfter } from './pace.ts'
import type { Queue } from './queue.ts'
import { backoff, jittered, now, sleep } from './time.ts'
import type { WorkerEvent } from './types.ts'

export interface ClaimingOptions {
  readonly queue: Queue
  readonly holdings: Pick<Holdings, 'room' | 'take'>
  readonly bell: Bell
  readonly ears: Ears
  readonly worker: string
  readonly jobTypes: readonly string[]
  readonly leaseSeconds: number | undefined
  readonly pollIntervalMs: number
  readonly emit: (event: WorkerEvent) => void
  /** No further claims. Ring the bell when it is aborted. */
  readonly over: AbortSignal
}

/**
 * How long one who was woken for nothing does not listen: where many wait for few jobs, all are woken by each. It
 * then looks as often as without being woken.
 */
const restMs = 20

/**
 * Claims as many jobs as can start at once, again and again: capacity is spent from the moment of the claim,
 * so nothing is fetched ahead.
 *
 * @throws HeadgateError that does not pass by itself.
 */
export async function claimUntilOver(options: ClaimingOptions): Promise<void> {
  const { queue, holdings, bell, ears, over, pollIntervalMs, emit } = options
  /** When something last came, or was said to. */
  let stirredAt = now()
  let failures = 0
  const openings = createOpenings(queue)
  while (!over.aborted) {
    const limit = holdings.room()
    if (limit <= 0) {
      await bell.wait()
      continue
    }
    try {
      const isWoken = ears.heard()
      const claimed = await claim(options, openings, limit)
      failures = 0
      if (claimed > 0 || isWoken) stirredAt = now()
      if (claimed === limit || over.aborted) continue
      if (claimed === 0 && isWoken) {
        await sleep(jittered(restMs), over)
        continue
      }
      const opening = claimed > 0 ? undefined : await openings.foresee()
      const { openSince } = ears
      const idleMs = now() - Math.max(stirredAt, openSince ?? 0)
      const pause = pauseAfter(idleMs, pollIntervalMs, openSince !== undefined)
      await bell.wait(Math.min(pause, opening ?? pause))
    } catch (error) {
      if (!mayPass(error)) throw error
      if (error instanceof ServerError && !error.retryable) emit({ type: 'warning', error })
      await rest(options, backoff(failures++, 100, 5000))
    }
  }
}

async function claim(options: ClaimingOptions, openings: Openings, limit: number): Promise<number> {
  const { queue, holdings, ears, worker, jobTypes, leaseSeconds, emit } = options
  const askedAt = now()
  const claims = await queue.claim({
    worker,
    jobTypes,
    limit,
    leaseSeconds,
    wakeMe: ears.openSince !== undefined,
  })
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
