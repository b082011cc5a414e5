import type { Expression } from './expressions.ts'

const MINUTE = 60_000

/** The occurrences in a stretch of time, found by looking at every minute of it with the clock of `Intl`. */
export function occurrencesIn(wall: Wall, expression: Expression): number[] {
  const shown = new Set<number>()
  const found: number[] = []
  for (let index = 1; index < wall.readings.length; index++) {
    const before = wall.readings[index - 1] ?? 0
    const reading = wall.readings[index] ?? 0
    const due: number[] = []
    if (expression.byInterval) due.push(reading)
    // Every reading up to this one that was never shown: those of a gap come together at its end.
    else
      for (let r = Math.min(before + MINUTE, reading); r <= reading; r += MINUTE)
        if (!shown.has(r)) due.push(r)
    shown.add(reading)
    if (due.some((r) => expression.allows(new Date(r)))) found.push(wall.from + index * MINUTE)
  }
  return found
}

/** What a wall clock shows, minute by minute, as if it were UTC. */
export interface Wall {
  readonly zone: string
  readonly from: number
  readonly readings: readonly number[]
}

/** The readings from an instant on for so many days. */
export function wallClock(zone: string, from: Date, days: number): Wall {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    calendar: 'iso8601',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    hourCycle: 'h23',
  })
  const readings = Array.from({ length: days * 1440 }, (_, index) => {
    const part: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {}
    for (const { type, value } of format.formatToParts(from.getTime() + index * MINUTE))
      part[type] = Number(value)
    const { year = 0, month = 1, day, hour, minute } = part
    return Date.UTC(year, month - 1, day, hour, minute)
  })
  return { zone, from: from.getTime(), readings }
}
