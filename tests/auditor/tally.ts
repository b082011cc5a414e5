import type { Span } from './log.ts'

/** What is known of one limit: every grant that counts against it, at what it is known to cost by now. */
export interface Tally {
  add(at: bigint, id: string, cost: number): void
  /** The cost of a grant has become known. */
  correct(id: string, cost: number): void
  /** What counts at an instant; instants never fall. */
  used(at: bigint): number
  /** The limit spans something else from an instant on: what it has forgotten by then stays forgotten. */
  respan(at: bigint, span: Span): void
  /** The window that ends at an instant, or the day in which it lies. */
  name(at: bigint): { readonly after: bigint; readonly until: bigint } | { readonly day: string }
}

interface Line {
  readonly id: string
  readonly at: bigint
  readonly day: string
  cost: number
}

export function createTally(first: Span): Tally {
  let span = first
  const lines: Line[] = []
  /** Of the oldest line that counts. */
  let oldest = 0
  let sum = 0
  const known = new Map<string, Line>()

  function forget(at: bigint): void {
    const day = dayOf(at, span)
    for (let line = lines[oldest]; line !== undefined; line = lines[oldest]) {
      if ('window' in span ? line.at > at - span.window : line.day === day) break
      sum -= line.cost
      known.delete(line.id)
      oldest += 1
    }
  }

  return {
    add(at, id, cost) {
      const line = { id, at, day: dayOf(at, span), cost }
      lines.push(line)
      known.set(id, line)
      sum += cost
    },
    correct(id, cost) {
      const line = known.get(id)
      if (line === undefined) return
      sum += cost - line.cost
      line.cost = cost
    },
    used(at) {
      forget(at)
      return sum
    },
    respan(at, next) {
      forget(at)
      span = next
    },
    name: (at) => ('window' in span ? { after: at - span.window, until: at } : { day: dayOf(at, span) }),
  }
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** The calendar day of an instant in the time zone of a span, such as 2030-01-31; for a window there are no days. */
export function dayOf(at: bigint, span: Span): string {
  if ('window' in span) return ''
  const format =
    formats.get(span.dayIn) ??
    new Intl.DateTimeFormat('en-CA', {
      timeZone: span.dayIn,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    })
  formats.set(span.dayIn, format)
  return format.format(new Date(Number(at / 1000n)))
}
