import type pg from 'pg'
import { dispatchSpread } from './dispatch.ts'
import { readGrants, readLedger, readResultIds } from './ledger.ts'
import { utilisation } from './provider/utilisation.ts'
import type { ProviderProcess } from './provider-process.ts'
import type { RunRecord } from './run-summary.ts'
import type { Settings } from './settings.ts'

export type RecordOptions = {
  readonly observer: pg.Pool
  readonly provider: ProviderProcess
  readonly settings: Settings
  /** The last one is this run's own. */
  readonly runIds: readonly string[]
  readonly jobIds: readonly string[]
  readonly leftovers: number
  /** When no work was left in line: milliseconds since the epoch. */
  readonly until: number
  readonly workersKilled: number
  readonly elapsedSeconds: number
}

/** Reads what the run left behind, each part where it happened: ledger, audit trail, results, provider. */
export async function readRecord(options: RecordOptions): Promise<RunRecord> {
  const { observer, provider, settings, jobIds } = options
  const [ledger, results, grants, stats, timeline] = await Promise.all([
    readLedger(observer, jobIds),
    readResultIds(observer, jobIds),
    readGrants(observer, jobIds),
    provider.stats(),
    provider.timeline(),
  ])
  return {
    runId: options.runIds.at(-1) ?? '',
    enqueued: jobIds,
    leftovers: options.leftovers,
    ledger,
    results,
    workers: settings.workers,
    workersKilled: options.workersKilled,
    provider429: stats.rejected_429,
    provider429ByLimit: stats.rejected_by_limit,
    tokensActual: stats.tokens.actual,
    utilisation: utilisation(timeline, settings.limits, options.until),
    dispatchSpread: dispatchSpread(grants, timeline),
    skewAllowanceMs: settings.skewAllowanceMs,
    elapsedSeconds: options.elapsedSeconds,
  }
}
