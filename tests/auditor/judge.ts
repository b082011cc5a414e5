import { createHistory, type History } from './history.ts'
import type { Amounts, Configured, Entry, Finding, Limit } from './log.ts'
import { createTally, type Tally } from './tally.ts'

interface Scope {
  concurrency: number | null
  readonly open: Set<string>
  readonly limits: Map<string, { limit: Limit; readonly tally: Tally }>
}

interface Grant {
  readonly at: bigint
  readonly scopes: readonly string[]
  readonly costs: Amounts
}

interface Case {
  readonly scopes: Map<string, Scope>
  readonly grants: Map<string, Grant>
  /** `id dimension`. */
  readonly settled: Set<string>
  readonly history: History
  readonly findings: Finding[]
}

/**
 * Judges a limiter by its log alone: it knows windows, days and costs, and nothing of how a limiter works.
 *
 * A window is judged when something is granted in it, by what could be known then: a call that is settled at what it
 * cost, any other at what it asked for. That is enough for windows of any alignment: one that holds too much still
 * does when its end moves back to the last grant in it. What a call turns out to have cost beyond that is no fault of
 * the limiter; that it grants more before the debt has left the window is.
 *
 * @throws RangeError for a log that is none: times fall, an id is granted or settled twice, a scope is unknown.
 */
export function judge(log: Iterable<Entry>): Finding[] {
  const it: Case = {
    scopes: new Map(),
    grants: new Map(),
    settled: new Set(),
    history: createHistory(),
    findings: [],
  }
  let last: bigint | undefined
  for (const entry of log) {
    if (last !== undefined && entry.at < last)
      throw new RangeError(`The log goes back in time at ${entry.at}`)
    last = entry.at
    take(it, entry)
  }
  return it.findings
}

function take(it: Case, entry: Entry): void {
  if (entry.kind === 'configured') configure(it, entry)
  if (entry.kind === 'granted') grant(it, entry)
  if (entry.kind === 'settled') settle(it, entry)
  if (entry.kind === 'ended') for (const { open } of it.scopes.values()) open.delete(entry.id)
  if (entry.kind === 'level') compare(it, entry)
}

function configure(it: Case, { at, scope: name, limits, concurrency = null }: Configured): void {
  const scope = it.scopes.get(name) ?? { concurrency, open: new Set(), limits: new Map() }
  it.scopes.set(name, scope)
  scope.concurrency = concurrency
  const wanted = new Map(limits.map((limit) => [keyOf(limit), limit]))
  for (const key of scope.limits.keys()) if (!wanted.has(key)) scope.limits.delete(key)
  for (const [key, limit] of wanted) {
    const known = scope.limits.get(key)
    known?.tally.respan(at, limit.span)
    if (known) known.limit = limit
    else scope.limits.set(key, { limit, tally: createTally(limit.span) })
  }
}

/** A window of a dimension that changes its length is the same limit. */
const keyOf = ({ dimension, span }: Limit): string =>
  `${dimension} ${'window' in span ? 'in any window' : 'a day'}`

function grant(it: Case, { at, id, scopes, costs }: Entry & { kind: 'granted' }): void {
  if (it.grants.has(id)) throw new RangeError(`${id} is granted twice`)
  it.grants.set(id, { at, scopes, costs })
  for (const name of scopes) {
    const scope = scopeOf(it, name)
    for (const { limit, tally } of scope.limits.values()) {
      const cost = costs[limit.dimension] ?? 0
      tally.add(at, id, cost)
      const used = tally.used(at)
      const { dimension, most } = limit
      // What costs nothing of a dimension may be granted however much of it is taken.
      if (most !== null && cost > 0 && used > most)
        it.findings.push({
          kind: 'exceeded',
          scope: name,
          dimension,
          span: tally.name(at),
          limit: most,
          used,
        })
    }
    for (const [dimension, cost] of Object.entries(costs)) it.history.add(name, dimension, at, cost)
    scope.open.add(id)
    const { concurrency } = scope
    if (concurrency !== null && scope.open.size > concurrency) {
      const span = { after: at, until: at }
      it.findings.push({
        kind: 'exceeded',
        scope: name,
        dimension: 'concurrency',
        span,
        limit: concurrency,
        used: scope.open.size,
      })
    }
  }
}

function settle(it: Case, { id, costs, from }: Entry & { kind: 'settled' }): void {
  const granted = it.grants.get(id)
  if (granted === undefined) throw new RangeError(`${id} is settled and was never granted`)
  for (const dimension of Object.keys(costs)) {
    const part = `${id} ${dimension}`
    if (it.settled.has(part)) throw new RangeError(`${id} is settled twice`)
    it.settled.add(part)
  }
  for (const name of granted.scopes) {
    const reserved = new Set<string>()
    for (const { limit, tally } of scopeOf(it, name).limits.values()) {
      const cost = costs[limit.dimension]
      if (limit.reserveOnly) reserved.add(limit.dimension)
      else if (cost !== undefined) tally.correct(id, cost)
    }
    for (const [dimension, cost] of Object.entries(costs)) {
      if (reserved.has(dimension)) continue
      it.history.add(name, dimension, from?.[dimension] ?? granted.at, cost - (granted.costs[dimension] ?? 0))
    }
  }
}

function compare(it: Case, { at, scope: name, dimension, since, level }: Entry & { kind: 'level' }): void {
  const sum = it.history.sumSince(name, dimension, since)
  if (level !== sum) it.findings.push({ kind: 'not conserved', at, scope: name, dimension, level, sum })
  for (const { limit } of scopeOf(it, name).limits.values()) {
    const { span } = limit
    if (limit.dimension === dimension && 'window' in span && since > at - span.window + 1n)
      it.findings.push({ kind: 'forgotten', at, scope: name, dimension, since })
  }
}

function scopeOf(it: Case, name: string): Scope {
  const scope = it.scopes.get(name)
  if (scope === undefined) throw new RangeError(`${name} was never configured`)
  return scope
}
