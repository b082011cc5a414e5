import type { Bench, Row } from './bench.ts'

/** Where a job is, in every table that knows it. */
export async function look(bench: Bench, jobId: unknown): Promise<Row> {
  const [row] = await bench.sql(
    `select j.state, j.attempt, j.retry_count,
       (select count(*)::int from headgate_private.ready r where r.job_id = j.job_id and r.priority < 10) as ready,
       (select count(*)::int from headgate_private.scheduled s where s.job_id = j.job_id) as scheduled,
       (select count(*)::int from headgate_private.blocked b where b.job_id = j.job_id) as blocked,
       (select count(*)::int from headgate_private.lease l where j.job_id = any (l.job_ids)) as leases,
       (select count(*)::int from headgate_private.dead_letter d where d.job_id = j.job_id) as dead_letters
     from headgate.job_queue j where j.job_id = $1`,
    [jobId],
  )
  return row ?? {}
}

/** What {@link look} shows of a job that waits now, waits for a time, waits for others of its key, runs or has finished. */
export const waits = { state: 'queued', ready: 1, scheduled: 0, blocked: 0, leases: 0, dead_letters: 0 }
export const waitsForItsTime = { ...waits, ready: 0, scheduled: 1 }
export const blocks = { ...waits, ready: 0, blocked: 1 }
export const runs = { ...waits, state: 'running', ready: 0, leases: 1 }
export const completed = { ...waits, state: 'completed', ready: 0 }
export const cancelled = { ...completed, state: 'cancelled' }
export const deadLettered = { ...completed, state: 'dead_lettered', dead_letters: 1 }

/** The audit rows of a job, oldest first. */
export async function trail(bench: Bench, jobId: unknown): Promise<Row[]> {
  return await bench.sql(
    `select action, from_state, to_state, attempt, actor, worker,
       coalesce(correlation_id, 'job:' || job_id) as correlation_id, patient_id, lease_token, details
     from (select a.*, j.job_id from headgate_private.audit_log a left join lateral unnest(a.job_ids) j (job_id) on true) a where job_id = $1 order by audit_id`,
    [jobId],
  )
}

/** The last audit row of a job. */
export async function lastEntry(bench: Bench, jobId: unknown): Promise<Row> {
  return (await trail(bench, jobId)).at(-1) ?? {}
}

/** What is taken of an endpoint of the provider `p` (or another): its counters, summed over the ring. */
export async function taken(bench: Bench, endpoint: string, provider = 'p'): Promise<Row> {
  const [row] = await bench.sql(
    `select in_flight, (select sum(s)::int from unnest(request_slots) s) as requests,
       (select sum(s)::int from unnest(token_slots) s) as tokens
     from headgate_private.api_rate_limits where provider = $1 and endpoint = $2`,
    [provider, endpoint],
  )
  return row ?? {}
}

/** Enqueues a job and claims it. */
export async function startJob(
  bench: Bench,
  jobType: string,
  { worker = 'w1', lease_seconds, ...job }: Row = {},
): Promise<{ job_id: unknown; lease_token: unknown; claim: Row }> {
  const { job_id } = await bench.one('enqueue_job', { job_type: jobType, ...job })
  const claim = await bench.one('claim_jobs', { worker, job_types: [jobType], lease_seconds })
  if (claim.job_id !== job_id) throw new Error(`Claimed ${claim.job_id} instead of ${job_id}`)
  return { job_id, lease_token: claim.lease_token, claim }
}

/** How many rows the tables that a call may write have; equal before and after a call that wrote nothing. */
export async function rowCounts(bench: Bench): Promise<Row> {
  const tables = [
    'job_queue',
    'ready',
    'scheduled',
    'blocked',
    'key_slot',
    'lease',
    'idempotency',
    'dead_letter',
    'audit_log',
  ]
  const counts = tables.map((t) => `(select count(*)::int from headgate_private.${t}) as ${t}`)
  return (await bench.sql(`select ${counts.join(', ')}`))[0] ?? {}
}
