import { type Comparison, holds, type Report, type Setting } from './report.ts'
import { cells, tellValue, wanted } from './tables.ts'

/** A page for the documentation, from the reports of its suites. */
export function toPage(reports: readonly Report[], methodology: string): string {
  return lines(
    '# Benchmarks',
    '',
    'Written by `npm run bench -- all --out` this folder; the JSON files beside it hold every figure.',
    `[How it is measured, and what can be compared](${methodology}).`,
    '',
    ...verdicts(reports),
    ...machines(reports),
    ...reports.flatMap((report) => [...section(report, report.plots), '']),
  )
}

/** A suite: its table, what was compared, and the command that repeats it. */
export function toMarkdown(report: Report): string {
  return lines(...section(report, []))
}

function section(report: Report, pictures: Report['plots']): string[] {
  const [head = [], ...body] = cells(report)
  const rule = head.map((_, at) => (at < 2 ? '---' : '---:'))
  const { command, startedAt, durationSeconds, commitMs } = report.setting
  return [
    `## ${report.suite}`,
    '',
    `${upperFirst(report.summary)}. \`${command}\`, ${startedAt.slice(0, 10)}, ${Math.round(durationSeconds)} s; ` +
      `a commit took ${commitMs.toFixed(2)} ms.`,
    '',
    ...pictures.flatMap(({ name, title }) => [`![${inline(title)}](${plotFile(report, name)})`, '']),
    row(head),
    row(rule),
    ...body.map(row),
    '',
    ...report.comparisons.map((comparison) => `- ${sentence(comparison)}`),
    ...report.notes.map((note) => `- ${inline(note)}`),
  ]
}

export function plotFile({ suite }: Pick<Report, 'suite'>, plot: string): string {
  return `${suite}-${plot}.svg`
}

function verdicts(reports: readonly Report[]): string[] {
  const judged = reports.flatMap(({ suite, comparisons }) =>
    comparisons.flatMap((it) => {
      if (it.bar === null) return []
      return [row([suite, it.name, tellValue(it), wanted(it.bar), reached(it)])]
    }),
  )
  if (judged.length === 0) return []
  const head = [row(['suite', 'what', 'measured', 'wanted', 'reached']), '| --- | --- | ---: | --- | --- |']
  return ['## What must hold', '', ...head, ...judged, '']
}

function sentence(comparison: Comparison): string {
  const told = `${inline(comparison.name)}: ${tellValue(comparison)}`
  return comparison.bar === null ? told : `${told}, ${wanted(comparison.bar)} wanted: ${reached(comparison)}`
}

function reached(comparison: Comparison): string {
  const verdict = holds(comparison)
  return verdict === null ? 'not measured' : verdict ? 'yes' : '**no**'
}

/** Where it was measured; more than one place only if suites were run apart. */
function machines(reports: readonly Report[]): string[] {
  const places = new Map<string, string[]>()
  for (const { suite, setting } of reports) {
    const place = placeOf(setting).join('\n')
    places.set(place, [...(places.get(place) ?? []), suite])
  }
  const told = [...places].flatMap(([place, suites]) => [
    ...(places.size === 1 ? [] : [`${suites.join(', ')}:`, '']),
    place,
    '',
  ])
  return reports.length === 0 ? [] : ['## Where it was measured', '', ...told]
}

function placeOf({ postgres, serverSettings, versions, ...setting }: Setting): string[] {
  const settings = Object.entries(serverSettings).map(([name, value]) => `${name} = ${value}`)
  return [
    '| | |',
    '| --- | --- |',
    row(['machine', `${setting.cpus} CPUs (${setting.cpuModel}), ${setting.memoryGb} GB, ${setting.system}`]),
    row(['PostgreSQL', `${postgres}: ${settings.join(', ')}`]),
    row(['Node', setting.node]),
    ...Object.entries(versions).map(([name, version]) => row([name, version])),
  ]
}

const row = (texts: readonly string[]) => `| ${texts.map(inline).join(' | ')} |`

/** A text that stays in its line, and in its cell of a table. */
function inline(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll('\\', '\\\\').replaceAll('|', '\\|').replaceAll('<', '&lt;')
}

const upperFirst = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

const lines = (...texts: readonly string[]) => texts.join('\n')
