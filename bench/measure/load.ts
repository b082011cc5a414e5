import { setTimeout as sleep } from 'node:timers/promises'
import type { BenchOptions } from '../options.ts'
import { type CallTimes, type Crowd, live, noTimes } from './crowd.ts'
import { percentile } from './statistics.ts'
import { createTally, type Tally } from './tally.ts'

/** Work without end, until it is stopped or drained. */
export interface RunningLoad {
  readonly times: CallTimes
  readonly enqueued: Tally
  readonly done: Tally
  /** Throws as soon as a session fails. */
  wait(milliseconds: number): Promise<void>
  /** Ends enqueueing, and waits until all is done, but no longer than that. */
  drain(withinMs: number): Promise<void>
  /** Ends everything where it is. */
  stop(): Promise<void>
}

interface Pace {
  readonly batch: number
  /** Jobs a second; null: as many as can be. */
  readonly rate: number | null
}

/** A worker that found nothing asks again after so long. */
const IDLE_MS = 10

/** Every session enqueues what is due, claims and completes. */
export function startLoad(crowd: Crowd, { batch, rate }: Pace): RunningLoad {
  const startedAt = performance.now()
  const times = noTimes()
  const [enqueued, done] = [createTally(), createTally()]
  let wanted = 0
  let isEnding = false
  let isOver = false
  const isDone = () => isEnding && done.count >= wanted
  const load = {
    idleMs: IDLE_MS,
    want: () => {
      const due = rate === null ? Number.POSITIVE_INFINITY : ((performance.now() - startedAt) / 1000) * rate
      if (isEnding || due - wanted < batch) return 0
      wanted += batch
      return batch
    },
    isOver: () => isOver || isDone(),
    onEnqueued: (ids: readonly string[]) => enqueued.add(ids),
    onDone: ({ ids }: { readonly ids: readonly string[] }) => done.add(ids),
  }
  const living = Promise.all(crowd.sessions.map((session) => live(session, batch, load, times)))
  // A session that fails is reported by whoever waits next; until then it is not unhandled.
  living.catch(() => {})
  const wait = async (milliseconds: number) => {
    const over = new AbortController()
    const late = sleep(milliseconds, undefined, { signal: over.signal }).catch(() => {})
    await Promise.race([late, living]).finally(() => over.abort())
  }
  const stop = async () => {
    isOver = true
    await living
  }
  return {
    times,
    enqueued,
    done,
    wait,
    drain: async (withinMs) => {
      isEnding = true
      await wait(withinMs)
      await stop()
    },
    stop,
  }
}

/** What was seen of a load for some time. */
export interface Watched {
  readonly jobsPerSecond: number
  readonly claimP99: number | null
}

export async function watch({ done, times, wait }: RunningLoad, seconds: number): Promise<Watched> {
  const from = performance.now()
  const doneBefore = done.count
  const claimsBefore = times.claim.length
  await wait(seconds * 1000)
  return {
    jobsPerSecond: (done.count - doneBefore) / ((performance.now() - from) / 1000),
    claimP99: percentile(times.claim.slice(claimsBefore), 0.99),
  }
}

/** How long full load runs before it is watched. */
export function warmSeconds({ seconds }: Pick<BenchOptions, 'seconds'>): number {
  return Math.min(3, seconds)
}
