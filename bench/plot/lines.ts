import type { Lines } from '../report/report.ts'
import { emptyFrame, frame, HEAD, tickText, WIDTH } from './frame.ts'
import { linearScale, type Scale } from './scale.ts'
import { spread } from './spread.ts'
import { element, type Markup, shortened, text } from './svg.ts'
import { colourOf } from './theme.ts'

const LEFT = 80
const RIGHT = WIDTH - 160
const TOP = HEAD + 26
const BOTTOM = TOP + 260
const HEIGHT = BOTTOM + 50
const LONGEST = 20

type Point = readonly [seconds: number, value: number]
type Line = { readonly name: string; readonly runs: readonly (readonly Point[])[] }

/** Lines over time, each named at its end. */
export function drawLines({ title, unit, series, shaded }: Lines): string {
  const lines = series.map(({ name, points }) => ({ name, runs: runsOf(points) }))
  const shown = lines.filter(({ runs }) => runs.length > 0)
  const points = shown.flatMap(({ runs }) => runs.flat())
  if (points.length === 0) return emptyFrame(title)
  const longest = greatest(points.map(([seconds]) => seconds))
  const inMinutes = longest > 300
  const perUnit = inMinutes ? 60 : 1
  const xs = linearScale(longest / perUnit, LEFT, RIGHT, false)
  const x = (seconds: number) => xs.at(seconds / perUnit)
  const y = linearScale(greatest(points.map(([, value]) => value)), BOTTOM, TOP, true)
  return frame(
    { title, described: describe(unit, shown), height: HEIGHT },
    ...shade(shaded, x),
    ...axes(xs, y, unit, inMinutes ? 'minutes' : 'seconds'),
    ...shown.map((line) => drawLine(line, series, x, y)),
    ...names(shown, series, x, y, longest),
  )
}

/** The stretches of a series without a gap. */
function runsOf(points: readonly (readonly [number, number | null])[]): Point[][] {
  const runs: Point[][] = [[]]
  for (const [seconds, value] of points) {
    if (value !== null && Number.isFinite(value) && Number.isFinite(seconds))
      runs.at(-1)?.push([seconds, value])
    else runs.push([])
  }
  return runs.filter((run) => run.length > 0)
}

/** Math.max over as many as there may be. */
function greatest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0)
}

function shade(shaded: Lines['shaded'], x: (seconds: number) => number): Markup[] {
  if (shaded === null) return []
  const from = x(shaded.from)
  return [
    element('rect', {
      class: 'held',
      x: from,
      y: TOP,
      width: Math.max(0, x(shaded.to) - from),
      height: BOTTOM - TOP,
    }),
    text(from + 6, TOP + 14, shaded.label, { class: 'dim' }),
  ]
}

function axes(x: Scale, y: Scale, unit: string, time: string): Markup[] {
  return [
    ...y.ticks.flatMap((tick) => [
      element('line', { class: 'grid', x1: LEFT, x2: RIGHT, y1: y.at(tick), y2: y.at(tick) }),
      text(LEFT - 8, y.at(tick) + 4, tickText(tick), { class: 'dim end' }),
    ]),
    ...x.ticks.map((tick) => text(x.at(tick), BOTTOM + 18, tickText(tick), { class: 'dim mid' })),
    text(20, HEAD + 14, unit, { class: 'dim' }),
    text((LEFT + RIGHT) / 2, BOTTOM + 38, time, { class: 'dim mid' }),
  ]
}

function drawLine({ name, runs }: Line, all: Lines['series'], x: (s: number) => number, y: Scale): Markup {
  const at = (value: number) => Math.round(value * 10) / 10
  // A stretch of one point is drawn too: a line to itself, with round ends.
  const path = runs.map((run) =>
    [...run, ...(run.length === 1 ? run : [])]
      .map(([seconds, value], n) => `${n === 0 ? 'M' : 'L'}${at(x(seconds))} ${at(y.at(value))}`)
      .join(''),
  )
  return element('path', { class: `line ${colour(name, all)}`, d: path.join('') })
}

/** Names stand where their lines end; those of lines that run to the end of the plot stand below each other. */
function names(
  shown: readonly Line[],
  all: Lines['series'],
  x: (seconds: number) => number,
  y: Scale,
  longest: number,
): Markup[] {
  const ends = shown.map(({ runs }) => runs.at(-1)?.at(-1) ?? ([0, 0] as const))
  const places = spread(
    ends.map(([, value]) => y.at(value)),
    15,
    TOP,
    BOTTOM,
  )
  return shown.map(({ name }, n) => {
    const end = ends[n]?.[0] ?? 0
    return text(
      x(end > longest * 0.9 ? longest : end) + 8,
      (places[n] ?? TOP) + 4,
      shortened(name, LONGEST),
      {
        class: `name ${colour(name, all)}`,
      },
    )
  })
}

function colour(name: string, all: Lines['series']): string {
  return colourOf(
    name,
    all.map((it) => it.name),
  )
}

function describe(unit: string, shown: readonly Line[]): string {
  const told = shown.map(({ name, runs }) => {
    const values = runs.flat().map(([, value]) => value)
    return `${name}: ${tickText(values[0] ?? 0)} at first, ${tickText(values.at(-1) ?? 0)} at last`
  })
  return `${unit} over time. ${told.join('; ')}`
}
