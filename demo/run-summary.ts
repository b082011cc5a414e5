import { percentile } from './percentile.ts'

/** One job of the run as the ledger and the audit trail have it. Durations are milliseconds. */
export type LedgerJob = {
  readonly jobId: string
  readonly state: 'queued' | 'running' | 'completed' | 'dead_lettered' | 'cancelled'
  readonly retries: number
  readonly reclaims: number
  /** How often it was put back without having failed: its grant came too late, or its call drew a 429. */
  readonly reschedules: number
  /** How often the audit trail says that it was completed. */
  readonly completions: number
  readonly waitMs: number | null
  readonly runMs: number | null
  /** Over all its attempts. */
  readonly estimatedTokens: number
}

/** What the run left behind, each part read where it happened. */
export type RunRecord = {
  readonly runId: string
  /** The ids that enqueue gave back, those left over from interrupted runs too: what was promised. */
  readonly enqueued: readonly string[]
  /** How many of them earlier runs had enqueued. */
  readonly leftovers: number
  readonly ledger: readonly LedgerJob[]
  /** The job id of each row in the results table. */
  readonly results: readonly string[]
  readonly workers: number
  readonly workersKilled: number
  readonly provider429: number
  readonly provider429ByLimit: Readonly<Record<string, number>>
  readonly tokensActual: number
  readonly utilisation: { readonly limit: string; readonly share: number } | null
  /** Milliseconds; see dispatchSpread. */
  readonly dispatchSpread: number | null
  readonly skewAllowanceMs: number
  readonly elapsedSeconds: number
}

export type RunSummary = {
  run_id: string
  jobs: number
  /** Jobs that interrupted runs had left, counted among the others. */
  leftovers: number
  completed: number
  dead_lettered: number
  /** Promised by enqueue, and neither completed with a result, dead-lettered nor cancelled. */
  lost: number
  /** Completed more than once by the audit trail, or with more than one result. */
  completed_twice: number
  cancelled: number
  retried: number
  reclaimed: number
  rescheduled: number
  workers: number
  workers_killed: number
  provider_429: number
  /** The provider's refusals by the limit that was exceeded. */
  provider_429_by_limit: Readonly<Record<string, number>>
  /** Accepted ÷ allowed once warm; null where the run was too short to be warm. */
  utilisation: number | null
  binding_limit: string | null
  /** By how much calls differed in how long they took from grant to provider, and how much was allowed for. */
  dispatch_spread_ms: number | null
  skew_allowance_ms: number
  wait_p50_ms: number | null
  wait_p95_ms: number | null
  run_p50_ms: number | null
  run_p95_ms: number | null
  tokens_estimated: number
  tokens_actual: number
  elapsed_seconds: number
}

/** Every figure is counted from the record; nothing is assumed. */
export function summariseRun(record: RunRecord): RunSummary {
  const { ledger } = record
  const byId = new Map(ledger.map((job) => [job.jobId, job]))
  const resultsOf = countEach(record.results)
  const inState = (state: LedgerJob['state']) => ledger.filter((job) => job.state === state).length
  const isSettled = (id: string) => {
    const state = byId.get(id)?.state
    return state === 'dead_lettered' || state === 'cancelled' || (state === 'completed' && resultsOf.has(id))
  }
  const isTwice = (id: string) => (byId.get(id)?.completions ?? 0) > 1 || (resultsOf.get(id) ?? 0) > 1
  const waits = ledger.flatMap((job) => job.waitMs ?? [])
  const runs = ledger.flatMap((job) => job.runMs ?? [])

  return {
    run_id: record.runId,
    jobs: record.enqueued.length,
    leftovers: record.leftovers,
    completed: inState('completed'),
    dead_lettered: inState('dead_lettered'),
    lost: record.enqueued.filter((id) => !isSettled(id)).length,
    completed_twice: new Set([...byId.keys(), ...resultsOf.keys()].filter(isTwice)).size,
    cancelled: inState('cancelled'),
    retried: ledger.filter((job) => job.retries > 0).length,
    reclaimed: ledger.reduce((sum, job) => sum + job.reclaims, 0),
    rescheduled: ledger.reduce((sum, job) => sum + job.reschedules, 0),
    workers: record.workers,
    workers_killed: record.workersKilled,
    provider_429: record.provider429,
    provider_429_by_limit: record.provider429ByLimit,
    utilisation: record.utilisation === null ? null : round(record.utilisation.share, 4),
    binding_limit: record.utilisation?.limit ?? null,
    dispatch_spread_ms: record.dispatchSpread,
    skew_allowance_ms: record.skewAllowanceMs,
    wait_p50_ms: percentile(waits, 0.5),
    wait_p95_ms: percentile(waits, 0.95),
    run_p50_ms: percentile(runs, 0.5),
    run_p95_ms: percentile(runs, 0.95),
    tokens_estimated: ledger.reduce((sum, job) => sum + job.estimatedTokens, 0),
    tokens_actual: record.tokensActual,
    elapsed_seconds: round(record.elapsedSeconds, 1),
  }
}

function countEach(ids: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1)
  return counts
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}
