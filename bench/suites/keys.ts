import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { inBatches, payloads } from '../contenders/contender.ts'
import { enqueue, headgate } from '../contenders/headgate.ts'
import { miscounted, openCrowd, warmUp } from '../measure/crowd.ts'
import { interleave } from '../measure/rounds.ts'
import { settle } from '../measure/settle.ts'
import { ratio } from '../measure/statistics.ts'
import { createTally } from '../measure/tally.ts'
import type { Comparison, Findings, Row } from '../report/report.ts'
import { connect } from '../server.ts'
import { LIFECYCLE_COLUMNS, playLifecycles, rowOf } from './lifecycle-rounds.ts'
import type { Bench } from './suite.ts'

/** Jobs of one key that may run at a time. */
const AT_A_TIME = 2
const SMALL_TENANTS = 100
const JOBS_OF_A_SMALL_ONE = 10
/** How long a job runs: long enough for its key to be in the way of others. */
const RUN_MS = 5
/** More keys than jobs can be in flight, so that no key is in the way of another job. */
const MANY_KEYS = 10_000
const LONGEST_MS = 600_000

/** Whether one tenant's backlog delays the others, and what keys cost where they hold nobody up. */
export async function keys(bench: Bench): Promise<Findings> {
  const keyed = headgate({
    name: 'headgate (keyed)',
    jobType: 'keyed',
    extra: (n) => ({ concurrency_key: `tenant ${n % MANY_KEYS}` }),
    prepare: registerKeyed,
  })
  const waits = await playTenants(bench)
  const paces = await playLifecycles(bench, 'keys', [headgate(), keyed])
  return {
    columns: [{ key: 'seconds', title: 'small tenants done after s', digits: 2 }, ...LIFECYCLE_COLUMNS],
    rows: [...waits, ...paces],
    comparisons: compare(waits, paces),
    notes: [
      `small tenants: ${SMALL_TENANTS} with ${JOBS_OF_A_SMALL_ONE} jobs each, enqueued after the large one's ` +
        `${bench.options.tenantJobs.toLocaleString('en')}; ${AT_A_TIME} jobs of a tenant at a time, each of ${RUN_MS} ms`,
    ],
    plots: [
      {
        kind: 'bars',
        name: 'tenants',
        title: 'Small tenants, with and without a large one in line before them',
        unit: 'seconds until they are done (less is better)',
        by: 'contender',
        column: 'seconds',
      },
      {
        kind: 'bars',
        name: 'throughput',
        title: 'Enqueue, claim, complete: keyed and unkeyed',
        unit: 'jobs/s (more is better)',
        by: 'situation',
        column: 'jobsPerSecond',
      },
    ],
  }
}

async function registerKeyed(client: pg.Client): Promise<void> {
  await client.query(`select headgate.set_job_type('keyed', p_key_concurrency => ${AT_A_TIME})`)
}

async function playTenants(bench: Bench): Promise<Row[]> {
  const { options } = bench
  const rounds = await interleave([0, options.tenantJobs], options.rounds, (large) => playRound(bench, large))
  return [...rounds].map(([large, seconds]) =>
    rowOf(
      { name: 'headgate' },
      large === 0 ? 'small tenants alone' : 'with a large tenant',
      seconds.map((it) => ({ seconds: it })),
    ),
  )
}

/** Seconds until the small tenants are done, in a database of its own: what is left of the large one goes with it. */
async function playRound(bench: Bench, largeJobs: number): Promise<number> {
  const { server, options, progress } = bench
  const contender = headgate({ jobType: 'keyed', name: 'headgate', prepare: registerKeyed })
  const what = `keys  ${largeJobs === 0 ? 'small tenants alone' : 'with a large tenant'}`
  const database = await server.createDatabase(contender.name)
  try {
    await contender.install(database)
    const crowd = await openCrowd(contender, database, options.clients)
    await warmUp(crowd, options.batch)
    const client = await connect(database)
    await inBatches(
      largeJobs,
      5000,
      (count) => enqueue(client, jobsOf('large', count)),
      (done) => progress.show(`${what}: filling`, done, largeJobs),
    )
    await settle(server, database)
    const small = createTally()
    const done = createTally()
    const from = performance.now()
    small.add(await enqueue(client, smallJobs()))
    await client.end()
    const isOver = () => done.count >= small.count || performance.now() - from > LONGEST_MS
    await Promise.all(
      crowd.sessions.map(async (session) => {
        while (!isOver()) {
          const claim = await session.claim(options.batch)
          await sleep(RUN_MS)
          if (claim.ids.length > 0) await claim.complete()
          done.add(claim.ids.filter((id) => small.has(id)))
          progress.show(what, done.count, small.count)
        }
      }),
    )
    const seconds = (performance.now() - from) / 1000
    await crowd.leave()
    if (done.count !== small.count || done.distinct !== small.count)
      throw miscounted(small.count, done.count, done.distinct)
    return seconds
  } finally {
    await server.dropDatabase(database)
  }
}

function jobsOf(tenant: string, count: number): object[] {
  return payloads(count).map((payload) => ({ job_type: 'keyed', payload, concurrency_key: tenant }))
}

function smallJobs(): object[] {
  return Array.from({ length: SMALL_TENANTS }, (_, n) => `small ${n}`).flatMap((tenant) =>
    jobsOf(tenant, JOBS_OF_A_SMALL_ONE),
  )
}

function compare([alone, crowded]: readonly Row[], [plain, keyed]: readonly Row[]): Comparison[] {
  const figure = (row: Row | undefined, key: string) => row?.figures[key] ?? null
  return [
    {
      name: 'small tenants done, with a large tenant before them against alone (times as long)',
      value: ratio(figure(crowded, 'seconds'), figure(alone, 'seconds')),
      bar: null,
    },
    {
      name: 'jobs/s keyed, against unkeyed',
      value: ratio(figure(keyed, 'jobsPerSecond'), figure(plain, 'jobsPerSecond')),
      bar: null,
    },
  ]
}
