import type pg from 'pg'
import type { LedgerJob } from './run-summary.ts'

/** How far the jobs have come. */
export type Counts = {
  readonly done: number
  readonly deadLettered: number
  readonly running: number
  readonly retries: number
  /** Due, and never started so far. */
  readonly inLine: number
}

/** When a job was given to a worker, by the clock of the database, in milliseconds. */
export type Grant = { readonly requestId: string; readonly at: number }

type JobIds = readonly string[]

export async function countJobs(observer: pg.Pool, ids: JobIds): Promise<Counts> {
  const { rows } = await observer.query<Counts>(
    `select
       count(*) filter (where state in ('completed', 'dead_lettered', 'cancelled'))::int as "done",
       count(*) filter (where state = 'dead_lettered')::int as "deadLettered",
       count(*) filter (where state = 'running')::int as "running",
       coalesce(sum(retry_count), 0)::int as "retries",
       count(*) filter (where state = 'queued' and first_started_at is null)::int as "inLine"
     from headgate.job_queue where job_id = any ($1)`,
    [ids],
  )
  return rows[0] ?? { done: 0, deadLettered: 0, running: 0, retries: 0, inLine: 0 }
}

/** Each job as the ledger has it, and what the audit trail says of it. */
export async function readLedger(observer: pg.Pool, ids: JobIds): Promise<readonly LedgerJob[]> {
  const { rows } = await observer.query<LedgerJob>(
    `select j.job_id::text as "jobId", j.state,
       a.retries, a.reclaims, a.reschedules, a.completions,
       (j.wait_seconds * 1000)::float8 as "waitMs", (j.run_seconds * 1000)::float8 as "runMs",
       (j.estimated_tokens * a.claims)::float8 as "estimatedTokens"
     from headgate.job_queue j
     cross join lateral (
       select count(*) filter (where action = 'claimed')::int as claims,
         count(*) filter (where action = 'retried')::int as retries,
         count(*) filter (where action = 'reclaimed')::int as reclaims,
         count(*) filter (where action = 'rescheduled')::int as reschedules,
         count(*) filter (where to_state = 'completed')::int as completions
       from headgate.audit_log where job_id = j.job_id
     ) a
     where j.job_id = any ($1)`,
    [ids],
  )
  return rows
}

/** The job of each row in the table of summaries. */
export async function readResultIds(observer: pg.Pool, ids: JobIds): Promise<readonly string[]> {
  const { rows } = await observer.query<{ job_id: string }>(
    'select job_id from headgate_demo.summaries where job_id = any ($1)',
    [ids],
  )
  return rows.map((row) => row.job_id)
}

export async function readGrants(observer: pg.Pool, ids: JobIds): Promise<readonly Grant[]> {
  const { rows } = await observer.query<Grant>(
    `select job_id || '.' || attempt as "requestId", (extract(epoch from logged_at) * 1000)::float8 as at
     from headgate.audit_log where job_id = any ($1) and action = 'claimed'`,
    [ids],
  )
  return rows
}
