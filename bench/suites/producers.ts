import { sqlContenders } from '../contenders/choose.ts'
import type { SqlContender } from '../contenders/contender.ts'
import { startMeter, type Usage } from '../measure/counters.ts'
import { openCrowd, timed } from '../measure/crowd.ts'
import { interleave } from '../measure/rounds.ts'
import { settle } from '../measure/settle.ts'
import { percentile, ratio } from '../measure/statistics.ts'
import type { Comparison, Findings, Row } from '../report/report.ts'
import { counted } from '../report/tell.ts'
import type { Database } from '../server.ts'
import { rowOf } from './lifecycle-rounds.ts'
import type { Bench } from './suite.ts'

const CROWDS = [1, 8, 32]
const WARM_TURNS = 10

interface Entrant {
  readonly contender: SqlContender
  readonly database: Database
  readonly producers: number
}

/** Jobs enqueued one at a time, each a transaction of its own, by 1, 8 and 32 producers. */
export async function producers(bench: Bench): Promise<Findings> {
  const { server, options } = bench
  const contenders = await sqlContenders(options)
  const databases: Database[] = []
  try {
    const entrants: Entrant[] = []
    for (const contender of contenders) {
      const database = await server.createDatabase(contender.name)
      databases.push(database)
      await contender.install(database)
      entrants.push(...CROWDS.map((size) => ({ contender, database, producers: size })))
    }
    const rounds = await interleave(entrants, options.rounds, (entrant) => playRound(bench, entrant))
    const rows = entrants.map((entrant) =>
      rowOf(entrant.contender, counted(entrant.producers, 'producer'), rounds.get(entrant) ?? []),
    )
    return {
      columns: [
        { key: 'jobsPerSecond', title: 'jobs/s', digits: 0 },
        { key: 'cpuMsPerJob', title: 'server CPU ms/job', digits: 3 },
        { key: 'walBytesPerJob', title: 'WAL B/job', digits: 0 },
        { key: 'enqueueP50', title: 'enqueue p50 ms', digits: 2 },
        { key: 'enqueueP99', title: 'p99', digits: 2 },
      ],
      rows,
      comparisons: compare(rows),
      notes: ['each job is a call, and each call a transaction'],
      plots: [
        {
          kind: 'bars',
          name: 'throughput',
          title: 'Enqueueing one job a transaction',
          unit: 'jobs/s (more is better)',
          by: 'situation',
          column: 'jobsPerSecond',
        },
      ],
    }
  } finally {
    for (const database of databases) await server.dropDatabase(database)
  }
}

async function playRound(
  { server, options, progress }: Bench,
  { contender, database, producers: size }: Entrant,
) {
  const crowd = await openCrowd(contender, database, size)
  const times: number[] = []
  let usage: Usage
  try {
    for (let turn = 0; turn < WARM_TURNS; turn++)
      await Promise.all(crowd.sessions.map((session) => session.enqueue(1)))
    await server.admin.query('checkpoint')
    const until = performance.now() + options.seconds * 1000
    const stop = await startMeter(server)
    await Promise.all(
      crowd.sessions.map(async (session) => {
        while (performance.now() < until) {
          await timed(times, () => session.enqueue(1))
          progress.show(`producers  ${contender.name}, ${counted(size, 'producer')}`, times.length)
        }
      }),
    )
    usage = await stop()
  } finally {
    await crowd.leave()
  }
  await settle(server, database)
  return {
    jobsPerSecond: times.length / usage.seconds,
    cpuMsPerJob: ratio(usage.cpuMs, times.length),
    walBytesPerJob: usage.walBytes / times.length,
    enqueueP50: percentile(times, 0.5),
    enqueueP99: percentile(times, 0.99),
  }
}

function compare(rows: readonly Row[]): Comparison[] {
  const own = rows.filter(({ contender }) => contender === 'headgate')
  const rate = (row: Row | undefined) => row?.figures.jobsPerSecond ?? null
  return rows
    .filter(({ contender }) => contender !== 'headgate')
    .map((peer) => ({
      name: `jobs/s of ${peer.situation}, against ${peer.contender}`,
      value: ratio(rate(own.find(({ situation }) => situation === peer.situation)), rate(peer)),
      bar: null,
    }))
}
