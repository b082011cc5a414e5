import type { Bars, Findings } from '../report/report.ts'
import { tell } from '../report/tell.ts'
import { emptyFrame, frame } from './frame.ts'
import { axisBelow, drawable, FOOT, LEFT, RIGHT, stackRows } from './rows.ts'
import { linearScale } from './scale.ts'
import { element, text } from './svg.ts'
import { colourOf } from './theme.ts'

const THICK = 14

/** Horizontal bars from zero, each with its figure at its end. */
export function drawBars(
  { title, unit, by, column: key, without = [] }: Bars,
  { rows, columns }: Findings,
): string {
  const shown = rows.filter((row) => drawable(row, key) !== null && !without.includes(row.contender))
  if (shown.length === 0) return emptyFrame(title)
  const digits = columns.find((column) => column.key === key)?.digits ?? 2
  const figure = (row: (typeof shown)[number]) => drawable(row, key) ?? 0
  const scale = linearScale(Math.max(...shown.map(figure)), LEFT, RIGHT, false)
  const names = rows.map(({ contender }) => contender)
  const { marks, bottom } = stackRows(shown, by, (row, middle) => {
    const end = scale.at(figure(row))
    return [
      element('rect', {
        class: `mark ${colourOf(row.contender, names)}`,
        x: LEFT,
        y: middle - THICK / 2,
        width: end - LEFT,
        height: THICK,
        rx: 2,
      }),
      text(end + 6, middle + 4, tell(figure(row), digits)),
    ]
  })
  const described = shown.map((row) => `${row.contender}, ${row.situation}: ${tell(figure(row), digits)}`)
  return frame(
    { title, described: `${unit}. ${described.join('; ')}`, height: bottom + FOOT },
    ...axisBelow(scale, bottom, unit),
    ...marks,
  )
}
