import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { connectAs } from '../../demo/connect.ts'
import { type Crew, startCrew } from '../../demo/crew.ts'
import { openDatabase } from '../../demo/database.ts'
import { type ProviderLimits, windowShare } from '../../demo/provider/limits.ts'
import { utilisation } from '../../demo/provider/utilisation.ts'
import { startProviderProcess } from '../../demo/provider-process.ts'
import { register } from '../../demo/register.ts'
import { enqueueRun } from '../../demo/runs.ts'
import type { WorkerPlan } from '../../demo/worker-plan.ts'
import { type EmbeddedServer, startEmbedded } from '../../server/embedded.ts'
import { judge } from '../auditor/judge.ts'
import type { Entry } from '../auditor/log.ts'
import { freshDatabase } from '../support/database.ts'
import { micros } from '../support/micros.ts'
import { between } from './crowd.ts'

interface Trial {
  readonly seconds: number
  readonly limits: ProviderLimits
  readonly skewMs: number
  readonly jobs: number
  readonly processes: number
  /** Handlers of each. */
  readonly handlers: number
  /** Seconds between two kills, at random. */
  readonly killEvery: readonly [number, number]
  readonly restarts: boolean
}

const short: Trial = {
  seconds: 6,
  limits: { requestsPerMinute: 900, tokensPerMinute: 1_000_000, shortWindowSeconds: 2, concurrency: 12 },
  skewMs: 1000,
  jobs: 300,
  processes: 2,
  handlers: 8,
  killEvery: [1, 3],
  restarts: false,
}

const long: Trial = {
  seconds: 300,
  limits: { requestsPerMinute: 440, tokensPerMinute: 1_000_000, shortWindowSeconds: 15, concurrency: 12 },
  skewMs: 400,
  jobs: 2600,
  processes: 4,
  handlers: 16,
  killEvery: [10, 30],
  restarts: true,
}

/** HEADGATE_LONG_STRESS=1: five minutes, 64 handlers in four processes, one restart of the server. */
const trial = process.env.HEADGATE_LONG_STRESS === undefined ? short : long

test('a strict provider refuses no call of workers that are killed at random', {
  timeout: 600_000,
}, async () => {
  const { limits, skewMs } = trial
  const server = trial.restarts ? await ownServer() : undefined
  process.env.DATABASE_URL = server?.url ?? (await freshDatabase()).connectionString
  const database = await openDatabase({ fresh: false, note: () => {} })
  onTestFinished(database.close)
  const provider = await startProviderProcess(limits, 1)
  onTestFinished(provider.stop)
  const admin = connectAs(database.connectionString, 'headgate_operator', 2)
  onTestFinished(() => admin.end())
  await register(admin, limits, skewMs)
  const crew = await hire(provider.url, database.connectionString)
  onTestFinished(async () => crew.abandon())

  const producer = connectAs(database.connectionString, 'headgate_producer', 1)
  onTestFinished(() => producer.end())
  const ids = await enqueueRun(producer, 'stress', texts(trial.jobs))
  const end = performance.now() + trial.seconds * 1000
  const restart = server === undefined ? undefined : sleep((trial.seconds / 2) * 1000).then(server.restart)
  while (performance.now() < end) {
    await Promise.race([sleep(between(...trial.killEvery) * 1000), crew.failed])
    await crew.killOne()
  }
  await restart
  const until = Date.now()
  await crew.drain()

  const stats = await provider.stats()
  const used = utilisation(await provider.timeline(), limits, until)
  const { rows } = await admin.query(
    `select count(*)::int as jobs, count(*) filter (where state = 'queued' and first_started_at is null)::int as fresh
     from headgate.job_queue where job_id = any ($1)`,
    [ids],
  )
  const most = windowShare(limits).seconds / (((windowShare(limits).seconds + skewMs / 1000) * 61) / 60)
  if (trial === long) console.log({ stats, used, most, killed: crew.killed(), left: rows[0] })
  expect(stats).toMatchObject({ rejected_429: 0, rejected_by_limit: {} })
  expect(judge(await grantLog(admin))).toEqual([])
  expect(crew.killed()).toBeGreaterThan(0)
  expect(stats.accepted).toBeGreaterThan(windowShare(limits).requests)
  expect(rows[0]?.jobs).toBe(trial.jobs)
  if (trial === long) {
    expect(rows[0]?.fresh).toBeGreaterThan(0)
    expect((used?.share ?? 0) / most).toBeGreaterThanOrEqual(0.95)
  }
})

/** A server that the test may restart. */
async function ownServer() {
  const dataDir = await mkdtemp(join(tmpdir(), 'headgate-stress-'))
  let running: EmbeddedServer = await startEmbedded({ keep: true, dataDir: join(dataDir, 'postgres') })
  onTestFinished(async () => {
    await running.stop()
    rmSync(dataDir, { recursive: true, force: true })
    rmSync(running.home, { recursive: true, force: true })
  })
  const { port, connectionString: url } = running
  return {
    url,
    async restart() {
      await running.stop()
      running = await startEmbedded({ keep: true, dataDir: join(dataDir, 'postgres'), port })
    },
  }
}

function hire(providerUrl: string, connectionString: string): Promise<Crew> {
  const plan: WorkerPlan = {
    providerUrl,
    concurrency: trial.handlers,
    freshMs: 0.6 * trial.skewMs,
    seed: 1,
    failRate: 0,
    total: trial.jobs,
  }
  return startCrew({
    size: trial.processes,
    file: join(import.meta.dirname, '../../demo/worker-process.ts'),
    args: [JSON.stringify(plan)],
    environment: { DATABASE_URL: connectionString },
    prefix: 'stress',
    note: () => {},
  })
}

function texts(count: number) {
  const sentence = 'The gate lets in as much as the canal can take, and no more. '
  return Array.from({ length: count }, (_, n) => ({
    id: `${n}`,
    title: `text ${n}`,
    text: sentence.repeat(1 + (n % 30)),
  }))
}

/** What was granted, by the record of the queue. */
async function grantLog(client: pg.Pool): Promise<Entry[]> {
  const { seconds, requests } = windowShare(trial.limits)
  const window = BigInt(seconds * 1_000_000 + trial.skewMs * 1000)
  const { rows } = await client.query<{ at: string; id: string }>(
    `select ${micros('logged_at')} as at, audit_id || ' ' || job_id as id
     from headgate.audit_log where action = 'claimed' order by logged_at, audit_id`,
  )
  return [
    {
      kind: 'configured',
      at: 0n,
      scope: 'all',
      limits: [{ dimension: 'requests', most: requests, span: { window } }],
    },
    ...rows.map(
      ({ at, id }): Entry => ({
        kind: 'granted',
        at: BigInt(at),
        id,
        scopes: ['all'],
        costs: { requests: 1 },
      }),
    ),
  ]
}
