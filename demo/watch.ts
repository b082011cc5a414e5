import { setTimeout as delay } from 'node:timers/promises'
import type { Crew } from './crew.ts'
import type { Counts } from './ledger.ts'
import type { Progress } from './progress.ts'
import { type ProviderLimits, windowShare } from './provider/limits.ts'
import type { ProviderStats } from './provider/stats.ts'

export type Watched = {
  /** The last moment at which jobs were seen in line that had never started: milliseconds since the epoch. */
  readonly lastInLineAt: number
  /** Whether all jobs are finished; false where the signal came first. */
  readonly isFinished: boolean
}

export type WatchOptions = {
  readonly total: number
  /** How many workers to kill, spread over the run. */
  readonly kill: number
  readonly crew: Crew
  readonly limits: ProviderLimits
  readonly progress: Progress
  readonly signal: AbortSignal
  counts(): Promise<Counts>
  stats(): Promise<ProviderStats>
}

const LOOK_EVERY_MS = 200

/** Shows how the run goes and kills workers, until all jobs are finished or the signal comes. */
export async function watch(options: WatchOptions): Promise<Watched> {
  const { total, crew, progress, signal } = options
  let lastInLineAt = Date.now()
  let killing = Promise.resolve()
  let isKilling = false

  async function kill(): Promise<void> {
    const killed = await crew.killOne()
    if (killed === null) return
    progress.note(`${killed.worker} killed while it held ${killed.held} jobs; ${killed.replacement} follows`)
  }

  /** In the background: the next one takes a second to start. A failure is met at the next look. */
  function beginToKill(): void {
    isKilling = true
    killing = kill().finally(() => {
      isKilling = false
    })
    killing.catch(() => {})
  }

  try {
    while (!signal.aborted) {
      const askedAt = Date.now()
      const [counts, stats] = await Promise.race([
        Promise.all([options.counts(), options.stats()]),
        crew.failed,
      ])
      if (counts.inLine > 0) lastInLineAt = askedAt
      progress.show(stateOf(options, counts, stats))
      if (counts.done >= total) return { lastInLineAt, isFinished: true }
      if (!isKilling) {
        await killing
        if (isTimeToKill(options, counts)) beginToKill()
      }
      // A ledger of very many jobs takes its time to count: it shall not be asked all the time.
      await pause(Math.max(LOOK_EVERY_MS, 3 * (Date.now() - askedAt)), signal)
    }
    return { lastInLineAt, isFinished: false }
  } finally {
    await killing.catch(() => {})
  }
}

/** The first as soon as its share of the jobs is done, and so on; the busiest moments are best. */
function isTimeToKill({ crew, kill, total }: WatchOptions, { done, running }: Counts): boolean {
  const next = crew.killed() + 1
  return next <= kill && running > 0 && done >= (total * next) / (kill + 2)
}

function stateOf({ total, crew, limits }: WatchOptions, counts: Counts, stats: ProviderStats) {
  const share = windowShare(limits)
  return {
    ...counts,
    total,
    workers: crew.size(),
    workersKilled: crew.killed(),
    provider429: stats.rejected_429,
    windowUsed: stats.load.requests_per_window,
    windowAllowed: share.requests,
    windowSeconds: share.seconds,
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => {})
}
