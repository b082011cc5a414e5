import { sqlContenders } from '../contenders/choose.ts'
import type { SqlContender } from '../contenders/contender.ts'
import { waitAlways } from '../contenders/waiter.ts'
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
  /** Whether somebody waits to be told of jobs, all the time. */
  readonly isAwaited?: true
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
      if (contender.name === 'headgate')
        entrants.push({ contender, database, producers: Math.max(...CROWDS), isAwaited: true })
    }
    const rounds = await interleave(entrants, options.rounds, (entrant) => playRound(bench, entrant))
    const rows = entrants.map((entrant) =>
      rowOf(entrant.contender, situationOf(entrant), rounds.get(entrant) ?? []),
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

function situationOf({ producers: size, isAwaited }: Pick<Entrant, 'producers' | 'isAwaited'>): string {
  return `${counted(size, 'producer')}${isAwaited ? ', jobs awaited' : ''}`
}

async function playRound({ server, options, progress }: Bench, entrant: Entrant) {
  const { contender, database, isAwaited } = entrant
  const crowd = await openCrowd(contender, database, entrant.producers)
  const endWaiting = isAwaited && (await waitAlways(database))
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
          progress.show(`producers  ${contender.name}, ${situationOf(entrant)}`, times.length)
        }
      }),
    )
    usage = await stop()
  } finally {
    await endWaiting?.()
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
  const peers = rows.filter(({ contender }) => contender !== 'headgate')
  const rate = (row: Row | undefined) => row?.figures.jobsPerSecond ?? null
  const ownRate = (situation: string) => rate(own.find((row) => row.situation === situation))
  const crowded = { producers: Math.max(...CROWDS) }
  return [
    {
      name: `jobs/s of ${situationOf(crowded)} while somebody waits for jobs, against nobody`,
      value: ratio(ownRate(situationOf({ ...crowded, isAwaited: true })), ownRate(situationOf(crowded))),
      bar: { least: 0.9 },
    },
    ...peers.map((peer) => ({
      name: `jobs/s of ${peer.situation}, against ${peer.contender}`,
      value: ratio(ownRate(peer.situation), rate(peer)),
      bar: null,
    })),
  ]
}
