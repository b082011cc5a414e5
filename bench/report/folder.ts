import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import { draw } from '../plot/draw.ts'
import { plotFile, toPage } from './markdown.ts'
import { fromJson, type Report, toJson } from './report.ts'

const METHODOLOGY = resolve(import.meta.dirname, '../METHODOLOGY.md')

/**
 * Writes a report as JSON and its plots as SVG into a folder, and README.md anew from all reports that are there,
 * in the order of the names: one suite can be measured again without the others.
 */
export function saveReport(folder: string, report: Report, order: readonly string[]): void {
  mkdirSync(folder, { recursive: true })
  for (const stale of plotsIn(folder, report.suite)) rmSync(join(folder, stale))
  writeFileSync(join(folder, `${report.suite}.json`), `${toJson(report)}\n`)
  for (const plot of report.plots)
    writeFileSync(join(folder, plotFile(report, plot.name)), draw(plot, report))
  const methodology = relative(resolve(folder), METHODOLOGY).split(sep).join('/')
  writeFileSync(join(folder, 'README.md'), toPage(reportsIn(folder, order), methodology))
}

function reportsIn(folder: string, order: readonly string[]): Report[] {
  const files = readdirSync(folder)
  return order
    .filter((suite) => files.includes(`${suite}.json`))
    .map((suite) => fromJson(readFileSync(join(folder, `${suite}.json`), 'utf8')))
    .filter((report) => report !== null)
}

/** Pictures that an earlier report of this suite left. */
function plotsIn(folder: string, suite: string): string[] {
  try {
    const earlier = fromJson(readFileSync(join(folder, `${suite}.json`), 'utf8'))
    if (earlier === null) return []
    const there = readdirSync(folder)
    return earlier.plots.map(({ name }) => plotFile({ suite }, name)).filter((file) => there.includes(file))
  } catch {
    return []
  }
}
