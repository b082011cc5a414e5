import type { Findings, Ranges, Row } from '../report/report.ts'
import { tell } from '../report/tell.ts'
import { emptyFrame, frame } from './frame.ts'
import { axisBelow, drawable, FOOT, LEFT, RIGHT, stackRows } from './rows.ts'
import { logScale } from './scale.ts'
import { element, text } from './svg.ts'
import { colourOf } from './theme.ts'

/** Two dots a row and a line between them, the second with its figure. */
export function drawRanges({ title, unit, by, from, to }: Ranges, { rows, columns }: Findings): string {
  const shown = rows.filter((row) => drawable(row, from) !== null && drawable(row, to) !== null)
  if (shown.length === 0) return emptyFrame(title)
  const digits = columns.find((column) => column.key === to)?.digits ?? 2
  const ends = (row: Row) => [drawable(row, from) ?? 0, drawable(row, to) ?? 0] as const
  const scale = logScale(shown.flatMap(ends), LEFT, RIGHT)
  const names = rows.map(({ contender }) => contender)
  const figures = (row: Row) => ends(row).map((value) => tell(value, digits))
  const { marks, bottom } = stackRows(shown, by, (row, middle) => {
    const [low, high] = ends(row).map((value) => scale.at(value))
    const colour = colourOf(row.contender, names)
    const dot = (x: number | undefined) =>
      element('circle', { class: `mark ${colour}`, cx: x ?? LEFT, cy: middle, r: 5 })
    return [
      element('line', { class: `line ${colour}`, x1: low ?? LEFT, x2: high ?? LEFT, y1: middle, y2: middle }),
      dot(low),
      dot(high),
      text(Math.max(low ?? LEFT, high ?? LEFT) + 10, middle + 4, figures(row).join(' – ')),
    ]
  })
  const described = shown.map((row) => `${row.contender}, ${row.situation}: ${figures(row).join(' to ')}`)
  return frame(
    { title, described: `${unit}. ${described.join('; ')}`, height: bottom + FOOT },
    ...axisBelow(scale, bottom, unit),
    ...marks,
  )
}
