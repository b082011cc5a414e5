import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import { BenchError } from '../errors.ts'
import { draw } from '../plot/draw.ts'
import { plotFile, toPage } from './markdown.ts'
import { fromJson, type Report, toJson } from './report.ts'

const METHODOLOGY = resolve(import.meta.dirname, '../METHODOLOGY.md')

/**
 * Makes the folder, so that a run of hours does not end at one that cannot be made.
 *
 * @throws BenchError `invalid_option`
 */
export function openFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true })
  } catch (cause) {
    const hint = 'Give a folder that is there or can be made.'
    throw new BenchError('invalid_option', `--out ${folder} cannot be made`, hint, { cause })
  }
}

/**
 * Writes a report as JSON and its plots as SVG into a folder, and README.md anew from all reports that are there,
 * in the order of the names: one suite can be measured again without the others.
 */
export function saveReport(folder: string, report: Report, order: readonly string[]): void {
  openFolder(folder)
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
