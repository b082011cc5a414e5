import { setTimeout as sleep } from 'node:timers/promises'
import { sqlContenders } from '../contenders/choose.ts'
import type { SqlContender } from '../contenders/contender.ts'
import { databaseBytes } from '../measure/counters.ts'
import { type Crowd, live, noTimes, openCrowd, takeThrough } from '../measure/crowd.ts'
import { holdTransaction } from '../measure/hold.ts'
import { greatest, median, percentile, ratio } from '../measure/statistics.ts'
import { createTally } from '../measure/tally.ts'
import type { Comparison, Findings, Row } from '../report/report.ts'
import { connect, type Database } from '../server.ts'
import type { Bench } from './suite.ts'

const SAMPLES = 40
const LONGEST_DRAIN_MS = 120_000

interface Sample {
  readonly seconds: number
  readonly claimP50: number | null
  readonly claimP99: number | null
  readonly bytes: number
}

/** Half of full load for minutes; a reading transaction is held for the middle half of the time. */
export async function soak(bench: Bench): Promise<Findings> {
  const rows: Row[] = []
  const series: Record<string, (readonly [number, number])[]> = {}
  for (const contender of await sqlContenders(bench.options)) {
    const { row, samples } = await observe(bench, contender)
    rows.push(row)
    series[`${contender.name}, claim p99 ms`] = samples.map((it) => [it.seconds, it.claimP99 ?? 0] as const)
    series[`${contender.name}, MB`] = samples.map((it) => [it.seconds, it.bytes / 1e6] as const)
  }
  return {
    columns: [
      { key: 'rate', title: 'jobs/s offered', digits: 0 },
      { key: 'jobs', title: 'jobs', digits: 0 },
      { key: 'claimP99First', title: 'claim p99 ms, first quarter', digits: 2 },
      { key: 'claimP99Last', title: 'last quarter', digits: 2 },
      { key: 'megabytesFirst', title: 'MB at start', digits: 0 },
      { key: 'megabytesMost', title: 'most', digits: 0 },
      { key: 'megabytesLast', title: 'at the end', digits: 0 },
      { key: 'lost', title: 'lost', digits: 0 },
      { key: 'twice', title: 'twice', digits: 0 },
    ],
    rows,
    comparisons: rows.flatMap(compare),
    notes: ['the database includes the history that a contender keeps'],
    series,
  }
}

async function observe(bench: Bench, contender: SqlContender): Promise<{ row: Row; samples: Sample[] }> {
  const { server, options, progress } = bench
  const database = await server.createDatabase(contender.name)
  try {
    await contender.install(database)
    const crowd = await openCrowd(contender, database, options.clients)
    const rate = (await fullRate(crowd, bench, contender)) / 2
    const load = startLoad(crowd, options.batch, rate)
    const samples = await sampleWhileHeld(bench, contender, database, load)
    const { enqueued, done, distinct } = await load.drain()
    await crowd.leave()
    const last = samples.at(-1)
    progress.show(`soak  ${contender.name}: counted`, done, enqueued)
    const row = {
      contender: contender.name,
      situation: `${options.minutes} minutes`,
      figures: {
        rate,
        jobs: enqueued,
        claimP99First: median(quarter(samples, 0)),
        claimP99Last: median(quarter(samples, 3)),
        megabytesFirst: (samples[0]?.bytes ?? 0) / 1e6,
        megabytesMost: (greatest(samples.map((it) => it.bytes)) ?? 0) / 1e6,
        megabytesLast: (last?.bytes ?? 0) / 1e6,
        lost: enqueued - distinct,
        twice: done - distinct,
      },
    }
    return { row, samples }
  } finally {
    await server.dropDatabase(database)
  }
}

async function fullRate(crowd: Crowd, { options, progress }: Bench, { name }: SqlContender): Promise<number> {
  const from = performance.now()
  await takeThrough(crowd, options.jobs, options.batch, (done) =>
    progress.show(`soak  ${name}: finding full load`, done, options.jobs),
  )
  return options.jobs / ((performance.now() - from) / 1000)
}

/** So many jobs a second, whether or not they can be taken as fast. */
function startLoad(crowd: Crowd, batch: number, rate: number) {
  const startedAt = performance.now()
  const tally = createTally()
  const times = noTimes()
  let enqueued = 0
  let endedAt: number | null = null
  let over = false
  const load = {
    want: () => {
      const due = (((endedAt ?? performance.now()) - startedAt) / 1000) * rate
      if (due - enqueued < batch || endedAt !== null) return 0
      enqueued += batch
      return batch
    },
    isOver: () => over || (endedAt !== null && tally.done >= enqueued),
    onDone: ({ ids }: { readonly ids: readonly string[] }) => tally.add(ids),
  }
  const living = Promise.all(crowd.sessions.map((session) => live(session, batch, load, times)))
  living.catch(() => {})
  return {
    /** The claims since it was last asked. */
    claims: () => times.claim.splice(0),
    failed: living.then(() => undefined),
    drain: async () => {
      endedAt = performance.now()
      await Promise.race([living, sleep(LONGEST_DRAIN_MS)])
      over = true
      await living
      return { enqueued, done: tally.done, distinct: tally.distinct }
    },
  }
}

async function sampleWhileHeld(
  { options, progress }: Bench,
  contender: SqlContender,
  database: Database,
  load: ReturnType<typeof startLoad>,
): Promise<Sample[]> {
  const client = await connect(database)
  const samples: Sample[] = []
  const everyMs = (options.minutes * 60_000) / SAMPLES
  let release: (() => Promise<void>) | undefined
  try {
    for (let n = 1; n <= SAMPLES; n++) {
      if (n === SAMPLES / 4 + 1) release = await holdTransaction(database, 'reading')
      if (n === (SAMPLES * 3) / 4 + 1) {
        await release?.()
        release = undefined
      }
      await Promise.race([sleep(everyMs), load.failed])
      const claims = load.claims()
      samples.push({
        seconds: Math.round((n * everyMs) / 1000),
        claimP50: percentile(claims, 0.5),
        claimP99: percentile(claims, 0.99),
        bytes: await databaseBytes(client),
      })
      progress.show(`soak  ${contender.name}${release ? ', transaction held' : ''}`, n, SAMPLES)
    }
  } finally {
    await release?.()
    await client.end()
  }
  return samples
}

function quarter(samples: readonly Sample[], which: 0 | 1 | 2 | 3): number[] {
  const size = SAMPLES / 4
  return samples
    .slice(which * size, (which + 1) * size)
    .map((sample) => sample.claimP99)
    .filter((value) => value !== null)
}

function compare({ contender, figures }: Row): Comparison[] {
  const own = contender === 'headgate'
  return [
    {
      name: `${contender}, claim p99 of the last quarter against the first`,
      value: ratio(figures.claimP99Last ?? null, figures.claimP99First ?? null),
      bar: own ? { most: 1.5 } : null,
    },
    { name: `${contender}, jobs lost`, value: figures.lost ?? null, bar: own ? { most: 0 } : null },
    { name: `${contender}, jobs done twice`, value: figures.twice ?? null, bar: own ? { most: 0 } : null },
  ]
}
