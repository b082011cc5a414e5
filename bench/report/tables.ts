import { styleText } from 'node:util'
import { type Column, type Comparison, holds, type Report, type Row } from './report.ts'
import { tell } from './tell.ts'

/** A table for a terminal, with what was compared and where it was measured below it. */
export function toTerminal(report: Report, stream: NodeJS.WriteStream = process.stdout): string {
  const [head = [], ...body] = cells(report)
  const widths = head.map((_, at) => Math.max(...[head, ...body].map((line) => line[at]?.length ?? 0)))
  const line = (texts: readonly string[]) =>
    texts
      .map((text, at) => (at < 2 ? text.padEnd(widths[at] ?? 0) : text.padStart(widths[at] ?? 0)))
      .join('  ')
      .trimEnd()
  const bold = (text: string) => styleText('bold', text, { stream })
  return [
    bold(line(head)),
    ...body.map(line),
    '',
    ...report.comparisons.map((comparison) => `${mark(comparison, stream)} ${sentence(comparison)}`),
    ...report.notes.map((note) => `  ${note}`),
    '',
    styleText('dim', footer(report), { stream }),
  ].join('\n')
}

/** The header and the rows of a report's table, as texts. */
export function cells({ columns, rows }: Pick<Report, 'columns' | 'rows'>): string[][] {
  // A column that nobody has a figure for says nothing.
  const shown = columns.filter(({ key }) => rows.some((row) => (row.figures[key] ?? null) !== null))
  return [
    ['contender', 'situation', ...shown.map(({ title }) => title)],
    ...rows.map((row) => [row.contender, row.situation, ...shown.map((column) => figure(row, column))]),
  ]
}

function figure(row: Row, { key, digits }: Column): string {
  const value = row.figures[key] ?? null
  return value === null ? '–' : tell(value, digits)
}

function sentence(comparison: Comparison): string {
  const { name, bar } = comparison
  return `${name}: ${tellValue(comparison)}${bar === null ? '' : ` (${wanted(bar)} wanted)`}`
}

export function tellValue({ value }: Comparison): string {
  return value === null ? 'not measured' : tell(value, 2)
}

export function wanted(bar: NonNullable<Comparison['bar']>): string {
  return 'least' in bar ? `at least ${bar.least}` : `at most ${bar.most}`
}

function mark(comparison: Comparison, stream: NodeJS.WriteStream): string {
  const reached = holds(comparison)
  if (reached === null) return ' '
  return reached ? styleText('green', '✓', { stream }) : styleText('red', '✗', { stream })
}

function footer({ setting }: Report): string {
  return (
    `PostgreSQL ${setting.postgres}, ${setting.cpus} CPUs (${setting.cpuModel}), ${setting.memoryGb} GB, ` +
    `${setting.system}, Node ${setting.node}; a commit takes ${setting.commitMs.toFixed(2)} ms here; ` +
    `measured in ${Math.round(setting.durationSeconds)} s.`
  )
}
