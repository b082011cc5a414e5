import type pg from 'pg'
import { installHeadgate } from '../contenders/headgate.ts'
import { startMeter, type Usage } from '../measure/counters.ts'
import { timed } from '../measure/crowd.ts'
import { interleave } from '../measure/rounds.ts'
import { settle } from '../measure/settle.ts'
import { percentile, ratio } from '../measure/statistics.ts'
import type { Comparison, Findings, Row } from '../report/report.ts'
import { counted } from '../report/tell.ts'
import { connect, type Database } from '../server.ts'
import { rowOf } from './lifecycle-rounds.ts'
import type { Bench } from './suite.ts'

const CROWDS = [1, 8, 32]
const WARM_TURNS = 10

interface Limiter {
  readonly name: string
  /** Takes capacity and gives it back: two transactions. */
  pair(client: pg.Client): Promise<void>
}

interface Entrant {
  readonly contender: Limiter
  readonly clients: number
}

const ownLimiter: Limiter = {
  name: 'headgate',
  pair: async (client) => {
    const { rows } = await client.query<{ granted: boolean; reservation_id: string }>({
      name: 'acquire',
      text: `select * from headgate.acquire_api_capacity('bench', 'open', $1)`,
      values: [100],
    })
    const [grant] = rows
    if (grant?.granted !== true) throw new Error('capacity was refused')
    await client.query({
      name: 'release',
      text: 'select * from headgate.release_api_capacity($1, $2)',
      values: [grant.reservation_id, 90],
    })
  },
}

/** The least that any exact limiter on one row must do. */
const bareUpdate: Limiter = {
  name: 'bare update',
  pair: async (client) => {
    const text = 'update bare set level = level + $1 where id = 1 returning level'
    await client.query({ name: 'bare', text, values: [100] })
    await client.query({ name: 'bare', text, values: [-100] })
  },
}

/** acquire and release on one hot endpoint, against a bare UPDATE … RETURNING of one row. */
export async function capacity(bench: Bench): Promise<Findings> {
  const { server, options } = bench
  const database = await server.createDatabase('capacity')
  try {
    await installHeadgate(database)
    const client = await connect(database)
    await client.query('create table bare (id integer primary key, level bigint) with (fillfactor = 10)')
    await client.query('insert into bare values (1, 0)')
    await client.end()
    const entrants = CROWDS.flatMap((clients) =>
      [ownLimiter, bareUpdate].map((contender) => ({ contender, clients })),
    )
    const rounds = await interleave(entrants, options.rounds, (entrant) =>
      playRound(bench, database, entrant),
    )
    const rows = entrants.map((entrant) =>
      rowOf(entrant.contender, counted(entrant.clients, 'client'), rounds.get(entrant) ?? []),
    )
    return {
      columns: [
        { key: 'pairsPerSecond', title: 'pairs/s', digits: 0 },
        { key: 'cpuMsPerPair', title: 'server CPU ms/pair', digits: 3 },
        { key: 'p50', title: 'pair p50 ms', digits: 2 },
        { key: 'p99', title: 'p99', digits: 2 },
      ],
      rows,
      comparisons: compare(rows),
      notes: ['a pair is an acquire and a release, each a transaction of its own'],
      plots: [
        {
          kind: 'bars',
          name: 'throughput',
          title: 'Acquire and release on one hot endpoint',
          unit: 'pairs/s (more is better)',
          by: 'situation',
          column: 'pairsPerSecond',
        },
      ],
    }
  } finally {
    await server.dropDatabase(database)
  }
}

async function playRound(
  { server, options, progress }: Bench,
  database: Database,
  { contender, clients: size }: Entrant,
) {
  const clients = await Promise.all(Array.from({ length: size }, () => connect(database)))
  const times: number[] = []
  let usage: Usage
  try {
    for (let turn = 0; turn < WARM_TURNS; turn++)
      await Promise.all(clients.map((client) => contender.pair(client)))
    const until = performance.now() + options.seconds * 1000
    const stop = await startMeter(server)
    await Promise.all(
      clients.map(async (client) => {
        while (performance.now() < until) {
          await timed(times, () => contender.pair(client))
          progress.show(`capacity  ${contender.name}, ${counted(size, 'client')}`, times.length)
        }
      }),
    )
    usage = await stop()
  } finally {
    await Promise.all(clients.map((client) => client.end()))
  }
  await settle(server, database)
  return {
    pairsPerSecond: times.length / usage.seconds,
    cpuMsPerPair: ratio(usage.cpuMs, times.length),
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
  }
}

function compare(rows: readonly Row[]): Comparison[] {
  const rate = (contender: string, situation: string) =>
    rows.find((row) => row.contender === contender && row.situation === situation)?.figures.pairsPerSecond ??
    null
  return CROWDS.map((size) => counted(size, 'client')).map((situation) => ({
    name: `pairs/s with ${situation}, against the bare update`,
    value: ratio(rate('headgate', situation), rate('bare update', situation)),
    bar: null,
  }))
}
