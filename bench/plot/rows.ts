import type { Row } from '../report/report.ts'
import { HEAD, tickText, WIDTH } from './frame.ts'
import type { Scale } from './scale.ts'
import { element, type Markup, shortened, text } from './svg.ts'

/** Where the axis of a plot of rows begins and ends. */
export const LEFT = 220
export const RIGHT = WIDTH - 90

const ROW = 22
const HEADING = 28
const LONGEST = 31

type Side = 'situation' | 'contender'

/** Stacks rows under their headings; `mark` draws one around the middle of its line. */
export function stackRows(
  rows: readonly Row[],
  by: Side,
  mark: (row: Row, middle: number) => readonly Markup[],
): { readonly marks: Markup[]; readonly bottom: number } {
  const label = by === 'situation' ? 'contender' : 'situation'
  const marks: Markup[] = []
  let y = HEAD
  for (const heading of new Set(rows.map((row) => row[by]))) {
    marks.push(text(20, y + 18, shortened(heading, 100), { class: 'group' }))
    y += HEADING
    for (const row of rows.filter((it) => it[by] === heading)) {
      const name = shortened(row[label], LONGEST)
      marks.push(text(LEFT - 10, y + ROW / 2 + 4, name, { class: 'end' }), ...mark(row, y + ROW / 2))
      y += ROW
    }
  }
  return { marks, bottom: y + 4 }
}

/** Grid lines down to the axis, its ticks, and what is counted there. */
export function axisBelow(scale: Scale, bottom: number, unit: string): Markup[] {
  const ticks = scale.ticks.flatMap((tick) => [
    element('line', { class: 'grid', x1: scale.at(tick), x2: scale.at(tick), y1: HEAD, y2: bottom }),
    text(scale.at(tick), bottom + 16, tickText(tick), { class: 'dim mid' }),
  ])
  return [...ticks, text((LEFT + RIGHT) / 2, bottom + 36, unit, { class: 'dim mid' })]
}

/** Room below the rows for the axis. */
export const FOOT = 50

/** A figure that can be drawn; null where there is none. */
export function drawable(row: Row, key: string): number | null {
  const value = row.figures[key] ?? null
  return value !== null && Number.isFinite(value) ? value : null
}
