import { bareLimiters, installBare } from '../contenders/bare-limiter.ts'
import { installHeadgate } from '../contenders/headgate.ts'
import { headgateLimiters, installEndpoints } from '../contenders/headgate-limiter.ts'
import type { LimiterContender } from '../contenders/limiter.ts'
import { flexibleLimiters } from '../contenders/rate-limiter-flexible.ts'
import { startMeter, type Usage } from '../measure/counters.ts'
import { timed } from '../measure/crowd.ts'
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
  readonly contender: LimiterContender
  readonly clients: number
}

const nobody = { contenders: [], notes: [], close: async () => {} }

/** Taking capacity and giving it back, in every way that we offer, beside a bare UPDATE … RETURNING and beside peers. */
export async function capacity(bench: Bench): Promise<Findings> {
  const { server, options } = bench
  const database = await server.createDatabase('capacity')
  try {
    await installHeadgate(database)
    await installEndpoints(database)
    await installBare(database)
    const peers = options.peers.size > 0 ? await flexibleLimiters(database) : nobody
    try {
      const contenders = [...headgateLimiters(database), ...bareLimiters(database), ...peers.contenders]
      const entrants = CROWDS.flatMap((clients) => contenders.map((contender) => ({ contender, clients })))
      const rounds = await interleave(entrants, options.rounds, (entrant) =>
        playRound(bench, database, entrant),
      )
      const rows = entrants.map((entrant) =>
        rowOf(entrant.contender, counted(entrant.clients, 'client'), rounds.get(entrant) ?? []),
      )
      return findingsOf(rows, peers.notes)
    } finally {
      await peers.close()
    }
  } finally {
    await server.dropDatabase(database)
  }
}

function findingsOf(rows: readonly Row[], notes: readonly string[]): Findings {
  const names = [...new Set(rows.map(({ contender }) => contender))]
  return {
    columns: [
      { key: 'pairsPerSecond', title: 'pairs/s', digits: 0 },
      { key: 'cpuMsPerPair', title: 'PostgreSQL CPU ms/pair', digits: 3 },
      { key: 'p50', title: 'round p50 ms', digits: 2 },
      { key: 'p99', title: 'p99', digits: 2 },
    ],
    rows,
    comparisons: compare(rows, names),
    notes: [
      'a pair takes capacity and gives it back, each a transaction of its own; a round is one pair, or as many as go together',
      'all on one hot row, but for the three scopes (three rows) and the 100 endpoints (one of them at random)',
      "headgate's rows alone: functions that write a pair's rows and judge nothing; no limiter that writes these rows can beat them",
      'rate-limiter-flexible counts one dimension in a fixed window: no concurrent calls, no reservation, no expiry, no record',
      ...notes,
    ],
    plots: [
      {
        kind: 'bars',
        name: 'throughput',
        title: 'Taking capacity and giving it back (leased: see the table)',
        unit: 'pairs/s (more is better)',
        by: 'situation',
        column: 'pairsPerSecond',
        without: names.filter((name) => / leased$/.test(name)),
      },
    ],
  }
}

async function playRound(
  { server, options, progress }: Bench,
  database: Database,
  { contender, clients }: Entrant,
) {
  const sessions = await Promise.all(Array.from({ length: clients }, (_, index) => contender.open(index)))
  const times: number[] = []
  let pairs = 0
  let usage: Usage
  try {
    for (let turn = 0; turn < WARM_TURNS; turn++) await Promise.all(sessions.map((session) => session.turn()))
    const stop = await startMeter(server)
    const until = performance.now() + options.seconds * 1000
    await Promise.all(
      sessions.map(async (session) => {
        while (performance.now() < until) {
          await timed(times, async () => {
            const done = await session.turn()
            pairs += done
          })
          progress.show(`capacity  ${contender.name}, ${counted(clients, 'client')}`, pairs)
        }
      }),
    )
    usage = await stop()
  } finally {
    await Promise.all(sessions.map((session) => session.close()))
  }
  await settle(server, database)
  return {
    pairsPerSecond: pairs / usage.seconds,
    cpuMsPerPair: ratio(usage.cpuMs, pairs),
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
  }
}

function compare(rows: readonly Row[], contenders: readonly string[]): Comparison[] {
  const rate = (contender: string, situation: string) =>
    rows.find((row) => row.contender === contender && row.situation === situation)?.figures.pairsPerSecond ??
    null
  const against = (one: string, other: string, bar: Comparison['bar']) =>
    CROWDS.map((clients) => counted(clients, 'client')).map((situation) => ({
      name: `${one} with ${situation}, against ${other}`,
      value: ratio(rate(one, situation), rate(other, situation)),
      bar,
    }))
  const redis = 'rate-limiter-flexible, Redis'
  return [
    ...against('headgate', 'bare update, same row', { least: 0.8 }),
    ...against("headgate's rows alone", 'bare update, same row', null),
    ...against('headgate', 'bare update, tiny row', null),
    ...against('headgate, async', 'bare update, tiny row, async', null),
    ...against('headgate', 'rate-limiter-flexible, Postgres', null),
    ...contenders
      .filter((name) => / (at once|leased)$/.test(name) && contenders.includes(redis))
      .flatMap((name) => against(name, redis, { least: 1 })),
  ]
}
