import pg from 'pg'
import { deploy } from '../../deploy/deploy.ts'
import type { Database } from '../server.ts'
import { type Claim, inBatches, payloads, type SqlContender } from './contender.ts'

interface ClaimRow {
  readonly job_id: string
  readonly lease_token: string
}

/** Job types of the benchmark: free of limits; with an endpoint whose limits are never reached; blocked by one. */
export type BenchJobType = 'plain' | 'gated' | 'blocked'

/** The queue's public functions, called as an application would call them. */
export function headgate(
  jobType: BenchJobType = 'plain',
  claimed: readonly BenchJobType[] = [jobType],
): SqlContender {
  return {
    name: jobType === 'plain' ? 'headgate' : `headgate (${jobType})`,
    keeps: 'ledger, one audit row a transition, fencing, three clocks',
    install: installHeadgate,
    open: async (client, index) => ({
      enqueue: async (count) => {
        await enqueue(client, { job_type: jobType }, count)
      },
      claim: (most) => claim(client, `client ${index}`, claimed, most),
    }),
    fill: async (client, kind, jobs, progress) => {
      const type = kind === 'blocked' ? 'blocked' : jobType
      const later = { scheduled_at: new Date(Date.now() + 86_400_000).toISOString() }
      const spec = { job_type: type, ...(kind === 'future' ? later : {}) }
      await inBatches(jobs, 5000, (count) => enqueue(client, spec, count), progress)
      return true
    },
  }
}

/** Deploys everything and registers the job types of the benchmark. */
export async function installHeadgate({ connectionString }: Database): Promise<void> {
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
  } finally {
    await client.end()
  }
}

async function enqueue(client: pg.Client, spec: object, count: number): Promise<void> {
  const jobs = payloads(count).map((payload) => ({ ...spec, payload }))
  await client.query({
    name: 'enqueue',
    text: 'select * from headgate.enqueue_jobs($1)',
    values: [JSON.stringify(jobs)],
  })
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
