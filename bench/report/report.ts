/** How a column of figures is written. */
export interface Column {
  readonly key: string
  readonly title: string
  readonly digits: number
}

/** One contender in one situation. A figure that could not be had is null. */
export interface Row {
  readonly contender: string
  readonly situation: string
  readonly figures: Readonly<Record<string, number | null>>
}

/** A comparison, and the bar it should reach; null: it is told, not judged. */
export interface Comparison {
  readonly name: string
  readonly value: number | null
  readonly bar: { readonly least: number } | { readonly most: number } | null
}

/** What a suite found. */
export interface Findings {
  readonly columns: readonly Column[]
  readonly rows: readonly Row[]
  readonly comparisons: readonly Comparison[]
  readonly notes: readonly string[]
  /** Figures over time, for plots: name → [seconds, value]. */
  readonly series?: Readonly<Record<string, readonly (readonly [number, number])[]>>
}

/** Where and how it was measured. */
export interface Setting {
  readonly command: string
  readonly startedAt: string
  readonly durationSeconds: number
  readonly postgres: string
  readonly serverSettings: Readonly<Record<string, string>>
  /** Median milliseconds of a commit of one row. */
  readonly commitMs: number
  readonly node: string
  readonly cpus: number
  readonly cpuModel: string
  readonly memoryGb: number
  readonly system: string
}

export interface Report extends Findings {
  readonly suite: string
  readonly setting: Setting
}

/** Whether a comparison reaches its bar; null when there is no bar or no value. */
export function holds({ value, bar }: Comparison): boolean | null {
  if (bar === null || value === null) return null
  return 'least' in bar ? value >= bar.least : value <= bar.most
}

/** The report as one line of JSON. */
export function toJson(report: Report): string {
  const comparisons = report.comparisons.map((comparison) => ({ ...comparison, holds: holds(comparison) }))
  return JSON.stringify({ ...report, comparisons })
}
