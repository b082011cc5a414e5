import { type ProviderLimits, windowShare } from './limits.ts'
import type { ProviderTimeline } from './stats.ts'

export type Utilisation = {
  /** The limit that was used most, and so held the rest back. */
  readonly limit: 'requests' | 'tokens' | 'concurrency'
  /** Accepted ÷ allowed, 0 to 1. */
  readonly share: number
}

/**
 * How much of what the provider allows it was given to do, once warm.
 *
 * Warm begins when one window's allowance has been spent, and ends at `until`, when no work was left in
 * line. For requests and tokens it is the time that a whole number of window allowances should take,
 * divided by the time they took: whole allowances, so that where a burst falls does not matter. For
 * concurrency it is the mean number of calls running.
 *
 * @param until milliseconds since the epoch
 * @returns null where the run was too short to be warm for one whole window
 */
export function utilisation(
  timeline: ProviderTimeline,
  limits: ProviderLimits,
  until: number,
): Utilisation | null {
  const calls = timeline.filter((call) => call.at <= until)
  const share = windowShare(limits)
  const measured = [
    { limit: 'requests' as const, share: overWindows(calls, share.requests, share.seconds, () => 1) },
    {
      limit: 'tokens' as const,
      share: overWindows(calls, share.tokens, share.seconds, (call) => call.tokens),
    },
    { limit: 'concurrency' as const, share: meanRunning(calls, limits.concurrency, until) },
  ]
  const known = measured.filter((one): one is Utilisation => one.share !== null)
  return known.sort((a, b) => b.share - a.share)[0] ?? null
}

type Cost = (call: ProviderTimeline[number]) => number

function overWindows(calls: ProviderTimeline, allowance: number, seconds: number, cost: Cost): number | null {
  let spent = 0
  let warm: { readonly at: number; readonly spent: number } | undefined
  let share: number | null = null
  let windows = 0
  for (const call of calls) {
    const before = spent
    spent += cost(call)
    if (warm === undefined) {
      if (before >= allowance) warm = { at: call.at, spent }
    } else if (spent - warm.spent >= (windows + 1) * allowance) {
      windows = Math.floor((spent - warm.spent) / allowance)
      share = (windows * seconds * 1000) / (call.at - warm.at)
    }
  }
  return share
}

function meanRunning(calls: ProviderTimeline, most: number, until: number): number | null {
  const warm = calls[most - 1]?.at
  if (warm === undefined || until <= warm) return null
  let busy = 0
  for (const call of calls) {
    busy += Math.max(0, Math.min(call.finished_at ?? until, until) - Math.max(call.at, warm))
  }
  return busy / (most * (until - warm))
}
