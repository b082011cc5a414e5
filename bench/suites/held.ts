import { sqlContenders } from '../contenders/choose.ts'
import type { SqlContender } from '../contenders/contender.ts'
import { deadTuples } from '../measure/counters.ts'
import { miscounted, openCrowd, warmUp } from '../measure/crowd.ts'
import { type HoldKind, holdTransaction } from '../measure/hold.ts'
import { type RunningLoad, startLoad, type Watched, warmSeconds, watch } from '../measure/load.ts'
import { ratio } from '../measure/statistics.ts'
import type { BenchOptions } from '../options.ts'
import type { Comparison, Findings, Lines, Row } from '../report/report.ts'
import { connect, type Database } from '../server.ts'
import type { Bench } from './suite.ts'

const KINDS = ['reading', 'writing'] as const

type Series = Lines['series'][number]

interface Observed {
  readonly row: Row
  readonly line: Series
}

/** Throughput at full load before, and some time into, a transaction that somebody left open. */
export async function held(bench: Bench): Promise<Findings> {
  const { options } = bench
  const rows: Row[] = []
  const plots: Lines[] = []
  for (const kind of KINDS) {
    const observed: Observed[] = []
    for (const contender of await sqlContenders(options)) observed.push(await observe(bench, contender, kind))
    rows.push(...observed.map(({ row }) => row))
    plots.push(
      plotOf(
        kind,
        observed.map(({ line }) => line),
        options,
      ),
    )
  }
  return {
    columns: [
      { key: 'before', title: 'jobs/s before', digits: 0 },
      { key: 'held', title: 'jobs/s held', digits: 0 },
      { key: 'share', title: 'held/before', digits: 2 },
      { key: 'claimP99Before', title: 'claim p99 ms before', digits: 2 },
      { key: 'claimP99Held', title: 'held', digits: 2 },
      { key: 'deadTuples', title: 'dead tuples', digits: 0 },
    ],
    rows,
    comparisons: rows.map(compareOf),
    notes: [`held: a window of ${options.seconds} s, ${options.holdSeconds} s into the transaction`],
    plots,
  }
}

async function observe(bench: Bench, contender: SqlContender, kind: HoldKind): Promise<Observed> {
  const { server, options, progress } = bench
  const what = `held  ${contender.name}, ${kind}`
  progress.show(`${what}: installing`)
  const database = await server.createDatabase(contender.name)
  try {
    await contender.install(database)
    const crowd = await openCrowd(contender, database, options.clients)
    await warmUp(crowd, options.batch)
    await server.admin.query('checkpoint')
    const load = startLoad(crowd, { batch: options.batch, rate: null })
    const second = everySecond(load, (seconds) => progress.show(what, seconds))
    let release: (() => Promise<void>) | undefined
    try {
      await load.wait(warmSeconds(options) * 1000)
      const before = await watch(load, options.seconds)
      release = await holdTransaction(database, kind)
      await load.wait(options.holdSeconds * 1000)
      const during = await watch(load, options.seconds)
      await load.stop()
      await crowd.leave()
      const { count, distinct } = load.done
      if (count !== distinct) throw miscounted(load.enqueued.count, count, distinct)
      const row = rowOf(contender, kind, before, during, await countDead(database))
      return { row, line: { name: contender.name, points: second.points } }
    } finally {
      second.stop()
      await load.stop()
      await release?.()
    }
  } finally {
    await server.dropDatabase(database)
  }
}

/** Jobs a second, second by second; what a late timer counted is divided by the time that really passed. */
function everySecond({ done }: RunningLoad, onSecond: (seconds: number) => void) {
  const points: [number, number][] = []
  const startedAt = performance.now()
  let [at, counted] = [startedAt, 0]
  const timer = setInterval(() => {
    const now = performance.now()
    const seconds = (now - startedAt) / 1000
    points.push([Math.round(seconds * 10) / 10, Math.round((done.count - counted) / ((now - at) / 1000))])
    at = now
    counted = done.count
    onSecond(Math.round(seconds))
  }, 1000)
  return { points, stop: () => clearInterval(timer) }
}

function rowOf(contender: SqlContender, kind: HoldKind, before: Watched, during: Watched, dead: number): Row {
  return {
    contender: contender.name,
    situation: kind,
    figures: {
      before: before.jobsPerSecond,
      held: during.jobsPerSecond,
      share: ratio(during.jobsPerSecond, before.jobsPerSecond),
      claimP99Before: before.claimP99,
      claimP99Held: during.claimP99,
      deadTuples: dead,
    },
  }
}

async function countDead(database: Database): Promise<number> {
  const client = await connect(database)
  try {
    return await deadTuples(client)
  } finally {
    await client.end()
  }
}

function plotOf(kind: HoldKind, series: readonly Series[], options: BenchOptions): Lines {
  const from = warmSeconds(options) + options.seconds
  return {
    kind: 'lines',
    name: kind,
    title: `Full load, then a ${kind} transaction is left open`,
    unit: 'jobs/s',
    series,
    shaded: { from, to: from + options.holdSeconds + options.seconds, label: 'transaction open' },
  }
}

function compareOf({ contender, situation, figures }: Row): Comparison {
  return {
    name: `${contender}, ${situation} transaction held, against before`,
    value: figures.share ?? null,
    bar: contender === 'headgate' ? { least: 0.9 } : null,
  }
}
