import type pg from 'pg'
import { pgTransport } from '../client/pg.ts'
import { enqueueJobs } from '../generated/index.ts'
import { inTransaction } from './connect.ts'
import { estimateTokens } from './estimate.ts'
import type { SummaryPayload } from './handler.ts'
import { JOB_TYPE } from './register.ts'
import type { Text } from './texts.ts'

/** The longest summary, in tokens of the provider. */
const MAX_TOKENS = 120
const JOBS_A_CALL = 1_000

/** Jobs of runs that were interrupted. */
export type Leftovers = { readonly runIds: readonly string[]; readonly jobIds: readonly string[] }

/** What earlier runs enqueued and did not see through. */
export async function findLeftovers(observer: pg.Pool): Promise<Leftovers> {
  const { rows } = await observer.query<{ run_id: string; job_ids: string[] }>(
    `select r.run_id, coalesce(array_agg(j.job_id) filter (where j.job_id is not null), '{}') as job_ids
     from headgate_demo.runs r
     cross join unnest(r.job_ids) as promised (job_id)
     left join headgate.job_queue j on j.job_id = promised.job_id and j.state in ('queued', 'running')
     where r.finished_at is null
     group by r.run_id`,
  )
  return { runIds: rows.map((row) => row.run_id), jobIds: rows.flatMap((row) => row.job_ids) }
}

/**
 * Enqueues a job for each text and notes the run, in one transaction: no job exists that the next run would
 * not find.
 *
 * @returns the job ids in the order of the texts
 * @throws HeadgateError
 */
export async function enqueueRun(
  producer: pg.Pool,
  runId: string,
  texts: readonly Text[],
): Promise<readonly string[]> {
  const jobs = texts.map((text, place) => jobFor(runId, text, place))
  return await inTransaction(producer, async (client) => {
    const transport = pgTransport(client)
    const ids: string[] = []
    for (let first = 0; first < jobs.length; first += JOBS_A_CALL) {
      const rows = await enqueueJobs(transport, { jobs: jobs.slice(first, first + JOBS_A_CALL) })
      ids.push(...rows.map((row) => String(row.jobId)))
    }
    await client.query('insert into headgate_demo.runs (run_id, job_ids) values ($1, $2)', [runId, ids])
    return ids
  })
}

/** From now on nothing of these runs is left over. */
export async function finishRuns(producer: pg.Pool, runIds: readonly string[]): Promise<void> {
  await producer.query(
    'update headgate_demo.runs set finished_at = clock_timestamp() where run_id = any ($1)',
    [runIds],
  )
}

function jobFor(runId: string, { title, text }: Text, place: number) {
  const payload: SummaryPayload = { run_id: runId, place, title, text, max_tokens: MAX_TOKENS }
  return {
    jobType: JOB_TYPE,
    payload,
    correlationId: `${runId}/${place}`,
    estimatedTokens: estimateTokens(text, MAX_TOKENS),
  }
}
