import type { Findings, Plot } from '../report/report.ts'
import { drawBars } from './bars.ts'
import { drawLines } from './lines.ts'
import { drawRanges } from './ranges.ts'

/** A plot of these findings as an SVG document: the same findings, the same text. */
export function draw(plot: Plot, findings: Findings): string {
  if (plot.kind === 'bars') return drawBars(plot, findings)
  if (plot.kind === 'ranges') return drawRanges(plot, findings)
  return drawLines(plot)
}
