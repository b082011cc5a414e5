import { z } from 'zod'

/** How a column of figures is written. */
const column = z.object({ key: z.string(), title: z.string(), digits: z.number() }).readonly()
export type Column = z.infer<typeof column>

/** One contender in one situation. A figure that could not be had is null. */
const row = z
  .object({
    contender: z.string(),
    situation: z.string(),
    figures: z.record(z.string(), z.number().nullable()).readonly(),
  })
  .readonly()
export type Row = z.infer<typeof row>

/** A comparison, and the bar it should reach; null: it is told, not judged. */
const comparison = z
  .object({
    name: z.string(),
    value: z.number().nullable(),
    bar: z
      .union([z.object({ least: z.number() }).readonly(), z.object({ most: z.number() }).readonly()])
      .nullable(),
  })
  .readonly()
export type Comparison = z.infer<typeof comparison>

const drawn = { name: z.string(), title: z.string(), unit: z.string() }
const oneFigure = { by: z.enum(['situation', 'contender']) }

/** A figure of each row, as a bar from zero, but of those contenders beside whom all others would be slivers. */
const bars = z
  .object({
    kind: z.literal('bars'),
    ...drawn,
    ...oneFigure,
    column: z.string(),
    without: z.array(z.string()).readonly().optional(),
  })
  .readonly()
export type Bars = z.infer<typeof bars>

/** Two figures of each row and what lies between them, on a scale of powers of ten. */
const ranges = z
  .object({ kind: z.literal('ranges'), ...drawn, ...oneFigure, from: z.string(), to: z.string() })
  .readonly()
export type Ranges = z.infer<typeof ranges>

/** Figures over seconds; null: there was none. `shaded` is a stretch in which something else held. */
const lines = z
  .object({
    kind: z.literal('lines'),
    ...drawn,
    series: z
      .array(
        z
          .object({
            name: z.string(),
            points: z.array(z.tuple([z.number(), z.number().nullable()]).readonly()).readonly(),
          })
          .readonly(),
      )
      .readonly(),
    shaded: z.object({ from: z.number(), to: z.number(), label: z.string() }).readonly().nullable(),
  })
  .readonly()
export type Lines = z.infer<typeof lines>

const plot = z.discriminatedUnion('kind', [bars, ranges, lines])
/** A picture of what was found. Its name is part of a file's name. */
export type Plot = z.infer<typeof plot>

const findings = {
  columns: z.array(column).readonly(),
  rows: z.array(row).readonly(),
  comparisons: z.array(comparison).readonly(),
  notes: z.array(z.string()).readonly(),
  plots: z.array(plot).readonly(),
}

/** Where and how it was measured. */
const setting = z
  .object({
    command: z.string(),
    startedAt: z.string(),
    durationSeconds: z.number(),
    postgres: z.string(),
    /** Of Headgate and the peers. */
    versions: z.record(z.string(), z.string()).readonly(),
    serverSettings: z.record(z.string(), z.string()).readonly(),
    /** Median milliseconds of a commit of one row. */
    commitMs: z.number(),
    node: z.string(),
    cpus: z.number(),
    cpuModel: z.string(),
    memoryGb: z.number(),
    system: z.string(),
  })
  .readonly()
export type Setting = z.infer<typeof setting>

const report = z.object({ suite: z.string(), summary: z.string(), setting, ...findings }).readonly()
export type Report = z.infer<typeof report>

/** What a suite found. */
export type Findings = Omit<Report, 'suite' | 'summary' | 'setting'>

/** Whether a comparison reaches its bar; null when there is no bar or no value. */
export function holds({ value, bar }: Comparison): boolean | null {
  if (bar === null || value === null) return null
  return 'least' in bar ? value >= bar.least : value <= bar.most
}

/** Whether every bar was reached. One that could not be measured was not. */
export function reachesAllBars({ comparisons }: Report): boolean {
  return comparisons.every((comparison) => comparison.bar === null || holds(comparison) === true)
}

/** The report as one line of JSON, with a verdict beside each comparison. */
export function toJson(report: Report): string {
  const comparisons = report.comparisons.map((comparison) => ({ ...comparison, holds: holds(comparison) }))
  return JSON.stringify({ ...report, comparisons })
}

/** Reads what {@link toJson} wrote; null: it is something else. */
export function fromJson(json: string): Report | null {
  try {
    return report.parse(JSON.parse(json))
  } catch {
    return null
  }
}
