import pg from 'pg'
import { deploy } from '../../deploy/deploy.ts'
import type { Database } from '../server.ts'
import { attend } from './attend.ts'
import { type Claim, inBatches, type Ledger, payloads, type SqlContender } from './contender.ts'
import { countOf, idsInOrder } from './ledger.ts'

interface ClaimRow {
  readonly job_id: string
  readonly lease_token: string
}

interface Variant {
  readonly name?: string
  /** One that the installation registers, or `prepare`. */
  readonly jobType?: string
  /** What its sessions claim; by default its job type. */
  readonly claimed?: readonly string[]
  /** What its nth job carries beside type and payload. */
  readonly extra?: (n: number) => object
  /** Follows the installation. */
  readonly prepare?: (client: pg.Client) => Promise<void>
}

const WORKER_TICKS_EVERY_MS = 2000

/** The queue's public functions, called as an application would call them. */
export function headgate({
  jobType = 'plain',
  name = jobType === 'plain' ? 'headgate' : `headgate (${jobType})`,
  claimed = [jobType],
  extra = () => ({}),
  prepare = async () => {},
}: Variant = {}): SqlContender {
  // One count for all connections: no two jobs have the same number.
  let next = 0
  return {
    name,
    keeps: 'ledger, every transition on the record, fencing, three clocks',
    schemas: ['headgate', 'headgate_private'],
    history: ['headgate_private.job_queue', 'headgate_private.audit_log'],
    ledger,
    install: (database) => installHeadgate(database, prepare),
    attend: (database) =>
      attend(database, WORKER_TICKS_EVERY_MS, (client) => client.query('select * from headgate.tick()')),
    open: async (client, index) => ({
      enqueue: (count) =>
        enqueue(
          client,
          payloads(count).map((payload) => ({ job_type: jobType, payload, ...extra(next++) })),
        ),
      claim: (most) => claim(client, `client ${index}`, claimed, most),
    }),
    fill: async (client, kind, jobs, progress) => {
      const type = kind === 'blocked' ? 'blocked' : jobType
      const later = { scheduled_at: new Date(Date.now() + 86_400_000).toISOString() }
      const spec = { job_type: type, ...(kind === 'future' ? later : {}) }
      const specs = (count: number) => payloads(count).map((payload) => ({ ...spec, payload }))
      await inBatches(jobs, 5000, (count) => enqueue(client, specs(count)), progress)
      return true
    },
  }
}

const ledger: Ledger = {
  finished: (client) =>
    idsInOrder(client, `select job_id as id from headgate_private.job_queue where state = 'completed'`),
  claimedAgain: (client) => countOf(client, 'select from headgate.job_queue where attempt > 1'),
}

/**
 * Deploys everything and registers the job types of the benchmark: `plain`, free of limits; `gated`, with an
 * endpoint whose limits are never reached; `blocked`, with one that is paused.
 */
export async function installHeadgate(
  { connectionString }: Database,
  prepare?: (client: pg.Client) => Promise<void>,
): Promise<void> {
  await deploy({ connectionString, environment: 'production' })
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    await client.query(`
      select headgate.set_api_rate_limit('bench', 'open', p_request_limit => 1000000000,
        p_token_limit => 2000000000, p_concurrency_limit => 1000000);
      select headgate.set_api_rate_limit('bench', 'shut', p_status => 'paused');
      select headgate.set_job_type('plain');
      select headgate.set_job_type('gated', p_provider => 'bench', p_endpoint => 'open');
      select headgate.set_job_type('blocked', p_provider => 'bench', p_endpoint => 'shut');
    `)
    await prepare?.(client)
  } finally {
    await client.end()
  }
}

/** Gives the jobs' ids. */
export async function enqueue(client: pg.Client, jobs: readonly object[]): Promise<string[]> {
  const { rows } = await client.query<{ job_id: string }>({
    name: 'enqueue',
    text: 'select * from headgate.enqueue_jobs($1)',
    values: [JSON.stringify(jobs)],
  })
  return rows.map((row) => row.job_id)
}

async function claim(
  client: pg.Client,
  worker: string,
  types: readonly string[],
  most: number,
): Promise<Claim> {
  const { rows } = await client.query<ClaimRow>({
    name: 'claim',
    text: 'select * from headgate.claim_jobs($1, $2, $3)',
    values: [worker, types, most],
  })
  return {
    ids: rows.map((row) => row.job_id),
    complete: async () => {
      const done = rows.map(({ job_id, lease_token }) => ({ job_id, lease_token }))
      const { rows: outcomes } = await client.query<{ outcome: string }>({
        name: 'complete',
        text: 'select * from headgate.complete_jobs($1)',
        values: [JSON.stringify(done)],
      })
      const other = outcomes.find(({ outcome }) => outcome !== 'completed')
      if (other) throw new Error(`a completion was refused: ${other.outcome}`)
    },
  }
}
