import { sqlContenders } from '../contenders/choose.ts'
import type { SqlContender } from '../contenders/contender.ts'
import { waitAlways } from '../contenders/waiter.ts'
import { interleave } from '../measure/rounds.ts'
import { ratio } from '../measure/statistics.ts'
import type { Comparison, Findings, Row } from '../report/report.ts'
import { counted } from '../report/tell.ts'
import type { Database } from '../server.ts'
import { ENQUEUE_COLUMNS, playEnqueueRound } from './enqueue-round.ts'
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
    const rounds = await interleave(entrants, options.rounds, (entrant) =>
      playEnqueueRound(
        bench,
        {
          ...entrant,
          warmTurns: WARM_TURNS,
          label: `producers  ${entrant.contender.name}, ${situationOf(entrant)}`,
        },
        entrant.isAwaited && (() => waitAlways(entrant.database)),
      ),
    )
    const rows = entrants.map((entrant) =>
      rowOf(entrant.contender, situationOf(entrant), rounds.get(entrant) ?? []),
    )
    return {
      columns: ENQUEUE_COLUMNS,
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
