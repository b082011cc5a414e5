import { sqlContenders } from '../contenders/choose.ts'
import type { Findings } from '../report/report.ts'
import { against } from './against.ts'
import { LIFECYCLE_COLUMNS, lifecyclePlots, playLifecycles } from './lifecycle-rounds.ts'
import type { Bench } from './suite.ts'

const LEAST = 1.5

/** Batch enqueue, batch claim, batch complete through each queue's own SQL. */
export async function lifecycle(bench: Bench): Promise<Findings> {
  const contenders = await sqlContenders(bench.options)
  const rows = await playLifecycles(bench, 'lifecycle', contenders)
  const streams = contenders.filter(({ isStream }) => isStream === true).map(({ name }) => name)
  return {
    columns: LIFECYCLE_COLUMNS,
    rows,
    comparisons: against(rows, LEAST, ({ contender }) => !streams.includes(contender)),
    notes: [
      ...contenders.map(({ name, keeps }) => `${name} keeps: ${keeps}`),
      ...streams.map((name) => `${name} is no rival for the bar: it has no lifecycle of a job`),
    ],
    plots: lifecyclePlots('Enqueue, claim, complete in SQL'),
  }
}
