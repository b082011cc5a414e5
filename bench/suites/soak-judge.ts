import { greatest, median, medianOf, ratio } from '../measure/statistics.ts'
import { type Point, trendPercent } from '../measure/trend.ts'
import type { Comparison, Row } from '../report/report.ts'

/** What was seen in one stretch of a soak, some ten seconds. */
export interface Sample {
  /** Since the load began. */
  readonly seconds: number
  /** Of the claims that gave jobs in this stretch; null: none did. */
  readonly claimP50: number | null
  readonly claimP99: number | null
  /** Of the controls in this stretch (withControl); null: there was none. */
  readonly controlP50: number | null
  readonly jobsPerSecond: number
  readonly hotBytes: number
  readonly historyBytes: number
}

/** How long a transaction was open. */
export interface Hold {
  readonly from: number
  readonly to: number
}

/** What became of the jobs. */
export interface Count {
  readonly enqueued: number
  readonly notDone: number
  readonly doneTwice: number
  /** The same by what the database says; null where it keeps nothing. */
  readonly notDoneByDatabase: number | null
  readonly claimedAgainByDatabase: number | null
}

/**
 * By how many percent the median claim may seem to rise over a run, against the median control. With 120 ratios of which
 * each is off by 7 %, chance makes 2.2 (one standard deviation); over the half of them 3.1.
 */
const TREND_TOLERANCE = 10
/** How large the hot tables may be at the end, against their start. */
const DISK_TOLERANCE = 2

type Figures = Row['figures']

/** The median claim of a stretch, in controls: what the machine does to both cancels out. */
export function claimPerControl({ claimP50, controlP50 }: Sample): number | null {
  return ratio(claimP50, controlP50)
}

/**
 * The figures of one soak. Claims: medians of the stretches, and their trend by Theil–Sen, over all of the run and
 * over the time of the open transaction alone, since a rise that ends with it cancels out over the whole. A machine that is
 * shared is now faster and now slower for minutes; so the trend that counts is that of claims divided by controls. Disk: the
 * median of the first quarter, which is before that transaction, against the median of the last eighth.
 */
export function figuresOf(samples: readonly Sample[], hold: Hold, count: Count): Figures {
  const part = (from: number, to: number) =>
    samples.slice(Math.floor(samples.length * from), Math.ceil(samples.length * to))
  const trend = (those: readonly Sample[], figure: (sample: Sample) => number | null) =>
    trendPercent(
      those.flatMap((sample): Point[] => {
        const value = figure(sample)
        return value === null ? [] : [[sample.seconds, value]]
      }),
    )
  const claim = ({ claimP50 }: Sample) => claimP50
  const p50 = (those: readonly Sample[]) => medianOf(those.map(claim))
  const megabytes = (bytes: number | null) => (bytes === null ? null : bytes / 1e6)
  const hot = (those: readonly Sample[]) => those.map(({ hotBytes }) => hotBytes)
  const whileHeld = samples.filter(({ seconds }) => seconds > hold.from && seconds <= hold.to)
  return {
    jobs: count.enqueued,
    claimFirst: p50(part(0, 1 / 4)),
    claimLast: p50(part(3 / 4, 1)),
    claimTrend: trend(samples, claim),
    claimTrendHeld: trend(whileHeld, claim),
    perControlTrend: trend(samples, claimPerControl),
    perControlTrendHeld: trend(whileHeld, claimPerControl),
    hotFirst: megabytes(median(hot(part(0, 1 / 4)))),
    hotMost: megabytes(greatest(hot(samples))),
    hotLast: megabytes(median(hot(part(7 / 8, 1)))),
    historyLast: megabytes(samples.at(-1)?.historyBytes ?? null),
    notDone: count.notDone,
    doneTwice: count.doneTwice,
    notDoneByDatabase: count.notDoneByDatabase,
    claimedAgainByDatabase: count.claimedAgainByDatabase,
  }
}

/** Headgate is held to the bars; the others are told. */
export function judge({ contender, figures }: Row): Comparison[] {
  const compared = (name: string, value: number | null | undefined, most: number): Comparison => ({
    name: `${contender}: ${name}`,
    value: value ?? null,
    bar: contender === 'headgate' ? { most } : null,
  })
  const byDatabase = [
    compared('jobs not done, by its ledger', figures.notDoneByDatabase, 0),
    compared('jobs claimed more than once, by its ledger', figures.claimedAgainByDatabase, 0),
  ]
  return [
    compared('claim time per control, trend over the run in %', figures.perControlTrend, TREND_TOLERANCE),
    compared(
      'claim time per control, trend while a transaction is open in %',
      figures.perControlTrendHeld,
      TREND_TOLERANCE,
    ),
    compared(
      'hot tables at the end, against the start',
      ratio(figures.hotLast ?? null, figures.hotFirst ?? null),
      DISK_TOLERANCE,
    ),
    compared('jobs not done', figures.notDone, 0),
    compared('jobs done twice', figures.doneTwice, 0),
    ...byDatabase.filter(({ value, bar }) => value !== null || bar !== null),
  ]
}
