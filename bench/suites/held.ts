import { setTimeout as sleep } from 'node:timers/promises'
import { sqlContenders } from '../contenders/choose.ts'
import type { SqlContender } from '../contenders/contender.ts'
import { deadTuples } from '../measure/counters.ts'
import { type Crowd, live, noTimes, openCrowd } from '../measure/crowd.ts'
import { type HoldKind, holdTransaction } from '../measure/hold.ts'
import { percentile, ratio } from '../measure/statistics.ts'
import type { Comparison, Findings, Row } from '../report/report.ts'
import { connect, type Database } from '../server.ts'
import type { Bench } from './suite.ts'

const WARM_SECONDS = 3

interface Window {
  readonly jobsPerSecond: number
  readonly claimP99: number | null
}

/** Throughput at full load before, and some time into, a transaction that somebody left open. */
export async function held(bench: Bench): Promise<Findings> {
  const contenders = await sqlContenders(bench.options)
  const rows: Row[] = []
  const series: Record<string, (readonly [number, number])[]> = {}
  for (const kind of ['reading', 'writing'] as const) {
    for (const contender of contenders) {
      const line: (readonly [number, number])[] = []
      series[`${contender.name}, ${kind}`] = line
      rows.push(await observe(bench, contender, kind, line))
    }
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
    notes: [
      `held: a window of ${bench.options.seconds} s, ${bench.options.holdSeconds} s into the transaction`,
    ],
    series,
  }
}

async function observe(
  bench: Bench,
  contender: SqlContender,
  kind: HoldKind,
  line: (readonly [number, number])[],
): Promise<Row> {
  const { server, options, progress } = bench
  const what = `held  ${contender.name}, ${kind}`
  progress.show(`${what}: installing`)
  const database = await server.createDatabase(contender.name)
  try {
    await contender.install(database)
    const crowd = await openCrowd(contender, database, options.clients)
    const load = startLoad(crowd, options.batch, line, (seconds) => progress.show(what, seconds))
    try {
      await sleep(WARM_SECONDS * 1000)
      const before = await load.watch(options.seconds)
      const release = await holdTransaction(database, kind)
      await sleep(options.holdSeconds * 1000)
      const during = await load.watch(options.seconds)
      await load.stop()
      await crowd.leave()
      const dead = await countDead(database)
      await release()
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
    } finally {
      await load.stop()
    }
  } finally {
    await server.dropDatabase(database)
  }
}

/** Full load: every session enqueues, claims and completes until stopped. */
function startLoad(
  crowd: Crowd,
  batch: number,
  line: (readonly [number, number])[],
  onSecond: (seconds: number) => void,
) {
  const startedAt = performance.now()
  const times = noTimes()
  let done = 0
  let over = false
  let counted = 0
  const load = {
    want: () => batch,
    isOver: () => over,
    onDone: ({ ids }: { readonly ids: readonly string[] }) => {
      done += ids.length
    },
  }
  const living = Promise.all(crowd.sessions.map((session) => live(session, batch, load, times)))
  // A session that fails is reported by whoever waits next; until then it is not unhandled.
  living.catch(() => {})
  const everySecond = setInterval(() => {
    const seconds = Math.round((performance.now() - startedAt) / 1000)
    line.push([seconds, done - counted])
    counted = done
    onSecond(seconds)
  }, 1000)

  return {
    watch: async (seconds: number): Promise<Window> => {
      const from = performance.now()
      const doneBefore = done
      const claimsBefore = times.claim.length
      await Promise.race([sleep(seconds * 1000), living])
      return {
        jobsPerSecond: (done - doneBefore) / ((performance.now() - from) / 1000),
        claimP99: percentile(times.claim.slice(claimsBefore), 0.99),
      }
    },
    stop: async () => {
      over = true
      clearInterval(everySecond)
      await living
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

function compareOf({ contender, situation, figures }: Row): Comparison {
  const bar = contender === 'headgate' ? { least: 0.9 } : null
  return {
    name: `${contender}, ${situation} transaction held, against before`,
    value: figures.share ?? null,
    bar,
  }
}
