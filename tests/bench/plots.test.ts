import { describe, expect, test } from 'vitest'
import { draw } from '../../bench/plot/draw.ts'
import { linearScale, logScale } from '../../bench/plot/scale.ts'
import { spread } from '../../bench/plot/spread.ts'
import { escapeXml } from '../../bench/plot/svg.ts'
import type { Findings, Plot, Row } from '../../bench/report/report.ts'
import { connect, emptyDatabase } from '../support/database.ts'

const hostile = '</text><script>alert("&amp;")</script>\u0000\u001b[31m\ud800\u202e]]>'

function findings(rows: readonly Row[]): Findings {
  const columns = [{ key: 'rate', title: 'jobs/s', digits: 0 }]
  return { columns, rows, comparisons: [], notes: [], plots: [] }
}

function row(contender: string, figures: Row['figures'], situation = 'batch 50'): Row {
  return { contender, situation, figures }
}

const words = { name: 'x', title: 'How fast & how < slow', unit: 'jobs/s', by: 'situation' } as const
const bars: Plot = { kind: 'bars', ...words, column: 'rate' }
const ranges: Plot = { kind: 'ranges', ...words, from: 'p50', to: 'p99' }
const lines = (
  series: readonly { name: string; points: readonly (readonly [number, number | null])[] }[],
  shaded: { from: number; to: number; label: string } | null = null,
): Plot => ({ kind: 'lines', name: 'x', title: 'Over time', unit: 'jobs/s', series, shaded })

const ramp = (to: number) => Array.from({ length: 20 }, (_, n) => [n, (n * to) / 19] as const)

const plots: readonly (readonly [string, Plot, Findings])[] = [
  ['bars', bars, findings([row('headgate', { rate: 12_345.6 }), row('pg-boss', { rate: 999 })])],
  ['bars of nothing', bars, findings([])],
  ['bars that are null', bars, findings([row('headgate', { rate: null }), row('b', {})])],
  ['bars of no number', bars, findings([row('a', { rate: Number.NaN }), row('b', { rate: 1 })])],
  ['bars of zero', bars, findings([row('a', { rate: 0 })])],
  ['bars of a hostile name', bars, findings([row(hostile, { rate: 5 }, hostile)])],
  ['bars of a very long name', bars, findings([row('x'.repeat(10_000), { rate: 5 })])],
  ['ranges', ranges, findings([row('headgate', { p50: 0, p99: 8 }), row('b', { p50: 3, p99: 4000 })])],
  ['ranges of zero', ranges, findings([row('headgate', { p50: 0, p99: 0 })])],
  ['ranges with an end missing', ranges, findings([row('headgate', { p50: 1, p99: null })])],
  ['ranges without end', ranges, findings([row('a', { p50: 1, p99: Number.POSITIVE_INFINITY })])],
  ['lines', lines([{ name: 'headgate', points: ramp(9) }], { from: 5, to: 15, label: 'held' }), findings([])],
  ['lines of nothing', lines([]), findings([])],
  [
    'an empty line',
    lines([
      { name: 'a', points: [] },
      { name: 'b', points: ramp(3) },
    ]),
    findings([]),
  ],
  ['a line of one point', lines([{ name: 'a', points: [[3, 4]] }]), findings([])],
  ['a line at zero', lines([{ name: 'a', points: [[0, 0]] }]), findings([])],
  [
    'a line with gaps',
    lines([
      {
        name: 'a',
        points: [
          [0, null],
          [1, 2],
          [2, null],
          [3, Number.NaN],
          [4, 5],
          [5, 6],
        ],
      },
    ]),
    findings([]),
  ],
  [
    'lines of hostile names',
    lines([{ name: hostile, points: ramp(3) }], { from: 0, to: 1, label: hostile }),
    findings([]),
  ],
]

test('every plot is well-formed XML, by PostgreSQL’s own parser', async () => {
  const client = await connect(await emptyDatabase())
  const isWellFormed = async (xml: string) => {
    const { rows } = await client.query('select xml_is_well_formed_document($1) as fine', [xml])
    return rows[0]?.fine
  }
  // It does find what is not.
  expect(await isWellFormed('<svg><text>a & b</text></svg>')).toBe(false)
  for (const [name, plot, found] of plots) {
    expect(await isWellFormed(draw(plot, found)), name).toBe(true)
  }
})

describe.each(plots)('a plot of %s', (_, plot, found) => {
  const svg = draw(plot, found)

  test('is the same each time, has a title and holds no number that is none', () => {
    expect(draw(plot, found)).toBe(svg)
    expect(svg).toContain(`<title id="title">${escapeXml(plot.title)}</title>`)
    expect(svg).not.toMatch(/NaN|Infinity|undefined|null/)
    expect(svg).not.toContain('<script')
  })

  test('stays on its card', () => {
    const [, width = '0', height = '0'] = /viewBox="0 0 (\d+) ([\d.]+)"/.exec(svg) ?? []
    for (const [, x] of svg.matchAll(/ (?:x|x1|x2|cx)="([-\d.]+)"/g))
      expect(Number(x)).toBeGreaterThanOrEqual(0)
    for (const [, x] of svg.matchAll(/ (?:x|x1|x2|cx)="([-\d.]+)"/g))
      expect(Number(x)).toBeLessThanOrEqual(Number(width))
    for (const [, y] of svg.matchAll(/ (?:y|y1|y2|cy)="([-\d.]+)"/g))
      expect(Number(y)).toBeLessThanOrEqual(Number(height))
  })
})

/** What is written on a plot, without its title and description. */
function labels(svg: string): string[] {
  return [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, label = '']) => label)
}

test('bars are named and carry their figures, longest to the end of the axis', () => {
  const svg = draw(bars, findings([row('headgate', { rate: 12_345.6 }), row('pg-boss', { rate: 1234.56 })]))
  expect(labels(svg)).toEqual(
    expect.arrayContaining(['headgate', '12,346', 'pg-boss', '1,235', 'jobs/s', 'batch 50']),
  )
  const [first, second] = [...svg.matchAll(/class="mark [^>]* width="([\d.]+)"/g)].map(([, width]) =>
    Number(width),
  )
  expect((first ?? 0) / (second ?? 1)).toBeCloseTo(10, 1)
})

test('what was not measured is not drawn, and nothing at all says so', () => {
  const some = draw(bars, findings([row('a', { rate: null }), row('b', { rate: 2 }), row('c', {})]))
  expect(labels(some)).toContain('b')
  expect(labels(some)).not.toContain('a')
  expect(labels(some)).not.toContain('c')
  expect(labels(draw(bars, findings([row('a', { rate: null })])))).toContain('nothing was measured')
})

test('a line of one point can be seen', () => {
  const svg = draw(lines([{ name: 'a', points: [[3, 4]] }]), findings([]))
  expect(svg).toMatch(/ d="M[^"]*L[^"]*"/)
})

test('lines are named at their ends, over seconds or minutes, with what held shaded', () => {
  const short = draw(
    lines([{ name: 'headgate', points: ramp(9) }], { from: 5, to: 15, label: 'open' }),
    findings([]),
  )
  expect(labels(short)).toEqual(expect.arrayContaining(['headgate', 'seconds', 'jobs/s', 'open']))
  expect(short).toMatch(/<rect class="held"/)
  const long = draw(
    lines([
      {
        name: 'headgate',
        points: [
          [0, 1],
          [1200, 2],
        ],
      },
    ]),
    findings([]),
  )
  expect(labels(long)).toEqual(expect.arrayContaining(['minutes', '20']))
  expect(long).not.toMatch(/<rect class="held"/)
})

test('a gap in a line stays a gap', () => {
  const svg = draw(
    lines([
      {
        name: 'a',
        points: [
          [0, 1],
          [1, 1],
          [2, null],
          [3, 1],
          [4, 1],
        ],
      },
    ]),
    findings([]),
  )
  const [, path = ''] = / d="([^"]*)"/.exec(svg) ?? []
  expect(path.match(/M/g)).toHaveLength(2)
  expect(path.match(/L/g)).toHaveLength(2)
})

test('who is left out of a plot leaves its scale to the others', () => {
  const rows = findings([row('headgate', { rate: 1 }), row('giant', { rate: 1000 })])
  expect(draw({ ...bars, without: ['giant'] }, rows)).toBe(
    draw(bars, findings([row('headgate', { rate: 1 })])),
  )
})

test('a card has a light and a dark side, and a colour for each contender on both', () => {
  const svg = draw(bars, findings([row('headgate', { rate: 1 }), row('somebody else', { rate: 2 })]))
  const [light = '', dark = ''] = svg.split('@media (prefers-color-scheme:dark)')
  for (const [, colour] of svg.matchAll(/class="mark (c\d)"/g)) {
    expect(light).toMatch(new RegExp(`\\.mark\\.${colour}[^{]*\\{fill:#`))
    expect(dark).toMatch(new RegExp(`\\.mark\\.${colour}[^{]*\\{fill:#`))
  }
  expect(new Set([...svg.matchAll(/class="mark (c\d)"/g)].map(([, colour]) => colour)).size).toBe(2)
})

describe('a scale', () => {
  test('has round ticks, and a rounded one ends on a tick', () => {
    expect(linearScale(17, 0, 100, false).ticks).toEqual([0, 5, 10, 15])
    expect(linearScale(17, 0, 100, true).ticks).toEqual([0, 5, 10, 15, 20])
    expect(linearScale(0.3, 0, 100, true).ticks).toEqual([0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3])
    expect(linearScale(17, 0, 100, false).at(17)).toBe(100)
    expect(linearScale(17, 0, 100, true).at(10)).toBe(50)
    expect(linearScale(10, 100, 0, true).at(10)).toBe(0)
    expect(linearScale(10, 0, 100, true).at(-5)).toBe(0)
  })

  test('of nothing but zero is a scale all the same', () => {
    expect(linearScale(0, 0, 100, false).at(0)).toBe(0)
    expect(logScale([], 0, 100).at(1)).toBe(0)
    expect(logScale([0], 0, 100).at(0)).toBe(0)
  })

  test('of powers of ten holds all values, and what is beneath lies at its beginning', () => {
    const scale = logScale([0, 2, 300], 0, 300)
    expect(scale.ticks).toEqual([1, 10, 100, 1000])
    expect([-1, 0, 1, 10, 1000].map((value) => scale.at(value))).toEqual([0, 0, 0, 100, 300])
    expect(logScale([2, 30], 0, 100).ticks).toEqual([1, 2, 5, 10, 20, 50, 100])
  })
})

test('labels move apart, in their order, within their bounds', () => {
  expect(spread([50, 51, 10], 15, 0, 100)).toEqual([50, 65, 10])
  expect(spread([99, 98, 97], 15, 0, 100)).toEqual([100, 85, 70])
  expect(spread([0, 0], 15, 0, 100)).toEqual([0, 15])
  expect(spread([], 15, 0, 100)).toEqual([])
})
