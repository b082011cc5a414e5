import { bareRows } from '../contenders/bare-rows.ts'
import { sqlContenders } from '../contenders/choose.ts'
import type { Findings } from '../report/report.ts'
import { against } from './against.ts'
import { LIFECYCLE_COLUMNS, lifecyclePlots, playLifecycles } from './lifecycle-rounds.ts'
import type { Bench } from './suite.ts'

const LEAST = 1.5

/** Batch enqueue, batch claim, batch complete through each queue's own SQL. */
export async function lifecycle(bench: Bench): Promise<Findings> {
  const contenders = [...(await sqlContenders(bench.options)), bareRows()]
  const rows = await playLifecycles(bench, 'lifecycle', contenders)
  const aside = contenders.filter(({ noRival }) => noRival !== undefined)
  return {
    columns: LIFECYCLE_COLUMNS,
    rows,
    comparisons: against(rows, LEAST, ({ contender }) => !aside.some(({ name }) => name === contender)),
    notes: [
      ...contenders.map(({ name, keeps }) => `${name} keeps: ${keeps}`),
      ...aside.map(({ name, noRival }) => `${name} is no rival for the bar: ${noRival}`),
    ],
    plots: lifecyclePlots('Enqueue, claim, complete in SQL'),
  }
}
