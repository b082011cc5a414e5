/**
 * Judges what a limiter granted, from nothing but a journal of what happened: it knows windows and costs, and
 * nothing of slots, rings or SQL. All times are whole microseconds, all arithmetic is exact.
 */

export interface Cost {
  readonly requests: number
  readonly tokens: number
}

/** What may be granted; null: without limit. */
export interface Limits {
  readonly window: bigint
  readonly requests: number | null
  readonly tokens: number | null
  readonly concurrency: number | null
}

/** What happened, in the order in which it happened; times never fall. */
export type Entry =
  | { readonly kind: 'limits'; readonly at: bigint; readonly limits: Limits }
  | {
      readonly kind: 'granted'
      readonly at: bigint
      readonly id: string
      /** What the call cost in the end. */
      readonly cost: Cost
      /** By how much that exceeds what was asked for: no limiter can have known it. */
      readonly overrun?: Cost
    }
  | { readonly kind: 'ended'; readonly at: bigint; readonly id: string }

export interface Violation {
  readonly dimension: 'requests' | 'tokens' | 'concurrency'
  /** The window, without its first and with its last instant. */
  readonly after: bigint
  readonly until: bigint
  readonly limit: number
  readonly used: number
}

interface Tally {
  readonly at: bigint
  readonly cost: Cost
  readonly overrun: Cost
}

const nothing: Cost = { requests: 0, tokens: 0 }

/**
 * Every violation in a journal. It looks at the window that ends at each grant, which is enough for windows of
 * any alignment: one that holds too much still does when its end moves back to the last grant in it.
 * Limits hold for the grants made under them. When a window grows, what had left the shorter one stays forgotten.
 * @throws RangeError if the journal begins without limits or its times fall.
 */
export function audit(journal: readonly Entry[]): Violation[] {
  const violations: Violation[] = []
  const eras: { from: bigint; limits: Limits }[] = []
  const totals: Tally[] = [{ at: journal[0]?.at ?? 0n, cost: nothing, overrun: nothing }]
  const open = new Set<string>()
  let last = journal[0]?.at ?? 0n

  for (const entry of journal) {
    if (entry.at < last) throw new RangeError(`The journal goes back in time at ${entry.at}`)
    last = entry.at
    if (entry.kind === 'limits') eras.push({ from: entry.at, limits: entry.limits })
    if (entry.kind === 'ended') open.delete(entry.id)
    if (entry.kind !== 'granted') continue
    const limits = eras.at(-1)?.limits
    if (!limits) throw new RangeError('The journal must begin with limits')
    totals.push(addTo(totals.at(-1), entry))
    open.add(entry.id)
    const after = windowStart(eras, entry.at)
    const used = since(totals, after)
    for (const dimension of ['requests', 'tokens'] as const) {
      const limit = limits[dimension]
      if (limit !== null && used[dimension] > limit)
        violations.push({ dimension, after, until: entry.at, limit, used: used[dimension] })
    }
    if (limits.concurrency !== null && open.size > limits.concurrency)
      violations.push({
        dimension: 'concurrency',
        after: entry.at,
        until: entry.at,
        limit: limits.concurrency,
        used: open.size,
      })
  }
  return violations
}

function addTo(before: Tally | undefined, grant: { at: bigint; cost: Cost; overrun?: Cost }): Tally {
  const { cost = nothing, overrun = nothing } = before ?? {}
  return { at: grant.at, cost: plus(cost, grant.cost), overrun: plus(overrun, grant.overrun ?? nothing) }
}

function plus(a: Cost, b: Cost): Cost {
  return { requests: a.requests + b.requests, tokens: a.tokens + b.tokens }
}

function windowStart(eras: readonly { from: bigint; limits: Limits }[], at: bigint): bigint {
  let start = at - (eras.at(-1)?.limits.window ?? 0n)
  for (let era = eras.length - 1; era > 0; era -= 1) {
    const change = eras[era]?.from ?? 0n
    const forgotten = change - (eras[era - 1]?.limits.window ?? 0n)
    if (change > start && forgotten > start) start = forgotten
  }
  return start
}

/** What was granted after an instant, without what nobody could have known. */
function since(totals: readonly Tally[], after: bigint): Cost {
  const now = totals.at(-1)
  const then = totals[lastUpTo(totals, after)]
  const used = (dimension: keyof Cost) => amount(now, dimension) - amount(then, dimension)
  return { requests: used('requests'), tokens: used('tokens') }
}

function amount(tally: Tally | undefined, dimension: keyof Cost): number {
  return tally ? tally.cost[dimension] - tally.overrun[dimension] : 0
}

/** Index of the last total not after an instant; totals[0] stands before everything. */
function lastUpTo(totals: readonly Tally[], instant: bigint): number {
  let [low, high] = [0, totals.length - 1]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((totals[middle]?.at ?? 0n) <= instant) low = middle
    else high = middle - 1
  }
  return low
}
