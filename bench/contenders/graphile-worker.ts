import type pg from 'pg'
import type { Database } from '../server.ts'
import { inBatches, payloads, type SqlContender } from './contender.ts'
import { peerModule } from './peers.ts'

const PEER = 'graphile-worker'
const TASK = 'plain'
const HOUR = 3_600_000

interface GraphileJob {
  readonly id: string
}

/** The parts of graphile-worker that its own worker calls. */
interface Graphile {
  readonly runMigrations: (options: object) => Promise<void>
  readonly processSharedOptions: (options: object) => object
  readonly batchGetJobs: (
    shared: object,
    withClient: WithClient,
    tasks: object,
    poolId: string,
    flagsToSkip: null,
    most: number,
  ) => Promise<GraphileJob[]>
  readonly batchCompleteJobs: (
    shared: object,
    withClient: WithClient,
    poolId: string,
    jobs: readonly GraphileJob[],
  ) => Promise<void>
}

type Work = (client: pg.Client) => Promise<unknown>
type WithClient = ((work: Work) => Promise<unknown>) & { withRetries(work: Work): Promise<unknown> }

/** Its add_jobs function and the statements of its worker, run by its own code on our connections. */
export async function graphileWorker(): Promise<SqlContender> {
  const graphile = await load()
  return {
    name: PEER,
    keeps: 'no history: a finished job is deleted; completion is not fenced',
    schemas: ['graphile_worker'],
    history: [],
    install: ({ connectionString }: Database) =>
      graphile.runMigrations({ connectionString, logger: undefined }),
    open: async (client, index) => {
      const shared = graphile.processSharedOptions({})
      const withClient = Object.assign((work: Work) => work(client), {
        withRetries: (work: Work) => work(client),
      })
      const poolId = `client ${index}`
      return {
        enqueue: (count) => add(client, {}, count),
        claim: async (most) => {
          const jobs = await graphile.batchGetJobs(
            shared,
            withClient,
            { [TASK]: () => {} },
            poolId,
            null,
            most,
          )
          return {
            ids: jobs.map((job) => job.id),
            complete: () => graphile.batchCompleteJobs(shared, withClient, poolId, jobs),
          }
        },
      }
    },
    fill: async (client, kind, jobs, progress) => {
      const later = { runAt: new Date(Date.now() + 24 * HOUR).toISOString() }
      const spec = kind === 'future' ? later : kind === 'blocked' ? { queueName: 'blocked' } : {}
      await inBatches(jobs, 5000, (count) => add(client, spec, count), progress)
      if (kind === 'blocked') await lockQueue(client)
      return true
    },
  }
}

async function load(): Promise<Graphile> {
  const [index, lib, get, complete] = await Promise.all([
    peerModule<Pick<Graphile, 'runMigrations'>>(PEER, 'dist/index.js'),
    peerModule<Pick<Graphile, 'processSharedOptions'>>(PEER, 'dist/lib.js'),
    peerModule<Pick<Graphile, 'batchGetJobs'>>(PEER, 'dist/sql/getJobs.js'),
    peerModule<Pick<Graphile, 'batchCompleteJobs'>>(PEER, 'dist/sql/completeJobs.js'),
  ])
  return {
    runMigrations: index.runMigrations,
    processSharedOptions: lib.processSharedOptions,
    batchGetJobs: get.batchGetJobs,
    batchCompleteJobs: complete.batchCompleteJobs,
  }
}

async function add(
  client: pg.Client,
  { runAt, queueName }: { runAt?: string; queueName?: string },
  count: number,
): Promise<string[]> {
  const specs = payloads(count).map((payload) => ({
    identifier: TASK,
    payload,
    ...(runAt === undefined ? {} : { run_at: runAt }),
    ...(queueName === undefined ? {} : { queue_name: queueName }),
  }))
  const { rows } = await client.query<GraphileJob>({
    name: 'enqueue',
    text: `select * from graphile_worker.add_jobs(
      array(select json_populate_recordset(null::graphile_worker.job_spec, $1::json)))`,
    values: [JSON.stringify(specs)],
  })
  return rows.map(({ id }) => id)
}

/** As a worker leaves the queue of a job that it runs. */
async function lockQueue(client: pg.Client): Promise<void> {
  await client.query(`
    update graphile_worker._private_job_queues set locked_by = 'bench', locked_at = now()
    where queue_name = 'blocked'`)
}
