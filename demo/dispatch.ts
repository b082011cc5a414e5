import type { Grant } from './ledger.ts'
import type { ProviderTimeline } from './provider/stats.ts'

/**
 * How much longer the slowest call took from its grant to the provider than the fastest, in milliseconds: what
 * the skew allowance has to cover. A difference, so that the two clocks need not agree.
 *
 * @returns null where no grant can be matched with its call
 */
export function dispatchSpread(grants: readonly Grant[], timeline: ProviderTimeline): number | null {
  const grantedAt = onlyOnce(grants.map(({ requestId, at }) => [requestId, at] as const))
  const arrivedAt = onlyOnce(timeline.map(({ request_id, at }) => [request_id ?? '', at] as const))
  let least = Number.POSITIVE_INFINITY
  let most = Number.NEGATIVE_INFINITY
  for (const [requestId, at] of arrivedAt) {
    const granted = grantedAt.get(requestId)
    if (granted === undefined) continue
    least = Math.min(least, at - granted)
    most = Math.max(most, at - granted)
  }
  return most < least ? null : Math.round(most - least)
}

/** An attempt that was handed back is granted again under the same number: it tells nothing. */
function onlyOnce(entries: readonly (readonly [string, number])[]): ReadonlyMap<string, number> {
  const seen = new Map<string, number>()
  const again = new Set<string>()
  for (const [key, at] of entries) {
    if (seen.has(key)) again.add(key)
    seen.set(key, at)
  }
  for (const key of again) seen.delete(key)
  return seen
}
