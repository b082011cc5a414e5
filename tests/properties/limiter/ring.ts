import type { Cost } from '../../auditor/single.ts'

interface Charge {
  readonly slot: bigint
  readonly cost: Cost
}

/**
 * What a limiter should hold: charges in slots, of which the newest 61 count. A slot is a sixtieth of the span;
 * everything is exact.
 */
export interface Ring {
  readonly span: bigint
  readonly newest: bigint
  /** Grants before this instant are not refunded: they were made under another width of slot. */
  readonly startedAt: bigint | null
  readonly charges: readonly Charge[]
}

export function emptyRing(span: bigint): Ring {
  return { span, newest: 0n, startedAt: null, charges: [] }
}

export function slotOf({ span }: Ring, at: bigint): bigint {
  return (at * 60n) / span
}

/** First instant of a slot. */
export function slotStart({ span }: Ring, slot: bigint): bigint {
  return (slot * span + 59n) / 60n
}

export function slid(ring: Ring, now: bigint): Ring {
  const slot = slotOf(ring, now)
  return slot > ring.newest ? { ...ring, newest: slot } : ring
}

/** What still counts. */
export function held(ring: Ring): Cost {
  const inside = ring.charges.filter(({ slot }) => slot > ring.newest - 61n)
  return {
    requests: inside.reduce((sum, { cost }) => sum + cost.requests, 0),
    tokens: inside.reduce((sum, { cost }) => sum + cost.tokens, 0),
  }
}

/**
 * Charges for a grant made at an instant; a negative cost is a refund, which only a slot still held can give. An instant
 * ahead of the ring, which a clock that stepped back leaves behind, counts as now.
 */
export function charge(ring: Ring, at: bigint, cost: Cost): Ring {
  const isAhead = slotOf(ring, at) > ring.newest
  const slot = isAhead ? ring.newest : slotOf(ring, at)
  const gone = slot <= ring.newest - 61n || (ring.startedAt !== null && at < ring.startedAt)
  if (!gone) return { ...ring, charges: [...ring.charges, { slot, cost }] }
  const owed = { requests: Math.max(cost.requests, 0), tokens: Math.max(cost.tokens, 0) }
  return { ...ring, charges: [...ring.charges, { slot: ring.newest, cost: owed }] }
}

/** The ring under another span: everything held counts from now, or from the newest slot if the clock is behind it. */
export function respan(ring: Ring, span: bigint, now: bigint): Ring {
  if (span === ring.span) return ring
  const from = slotOf(ring, now) < ring.newest ? slotStart(ring, ring.newest + 1n) : now
  const newest = slotOf({ ...ring, span }, from)
  return { span, newest, startedAt: from, charges: [{ slot: newest, cost: held(ring) }] }
}
