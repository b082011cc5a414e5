import { sqlContenders } from '../contenders/choose.ts'
import type { Backlog, SqlContender } from '../contenders/contender.ts'
import { headgate } from '../contenders/headgate.ts'
import { type CallTimes, noTimes, openCrowd, timed, timedClaim, warmUp } from '../measure/crowd.ts'
import { interleave } from '../measure/rounds.ts'
import { settle } from '../measure/settle.ts'
import { median, medianOf, percentile, ratio } from '../measure/statistics.ts'
import type { BenchOptions } from '../options.ts'
import type { Comparison, Findings, Row } from '../report/report.ts'
import { connect, type Database } from '../server.ts'
import type { Bench } from './suite.ts'

const BATCH = 10
/** Ready all the time, so that a claim of the almost empty queue finds as much as one of a full queue. */
const ALMOST_EMPTY = 1000

interface Entrant {
  readonly contender: SqlContender
  readonly situation: string
  readonly database: Database
}

/** What a claim costs with millions of jobs in the way, against an almost empty queue. */
export async function backlog(bench: Bench): Promise<Findings> {
  const { server, options } = bench
  const rows: Row[] = []
  const comparisons: Comparison[] = []
  for (const contender of await sqlContenders(options, headgate({ claimed: ['plain', 'blocked'] }))) {
    const entrants: Entrant[] = []
    try {
      for (const kind of [null, 'ready', 'future', 'blocked'] as const) {
        const entrant = await enter(bench, contender, kind)
        if (entrant !== null) entrants.push(entrant)
      }
      const rounds = await interleave(entrants, options.rounds, (entrant) => playRound(bench, entrant))
      const own = entrants.map((entrant) => rowOf(entrant, rounds.get(entrant) ?? []))
      rows.push(...own)
      comparisons.push(...compare(own))
    } finally {
      for (const { database } of entrants) await server.dropDatabase(database)
    }
  }
  return {
    columns: [
      { key: 'claimP50', title: 'claim p50 ms', digits: 2 },
      { key: 'claimP99', title: 'claim p99 ms', digits: 2 },
      { key: 'claims', title: 'claims', digits: 0 },
    ],
    rows,
    comparisons,
    notes: [`one client; each turn enqueues ${BATCH}, claims ${BATCH}, completes ${BATCH}`],
    plots: [
      {
        kind: 'ranges',
        name: 'claims',
        title: 'A claim with jobs in the way: p50 – p99',
        unit: 'ms (less is better)',
        by: 'contender',
        from: 'claimP50',
        to: 'claimP99',
      },
    ],
  }
}

async function enter(bench: Bench, contender: SqlContender, kind: Backlog | null): Promise<Entrant | null> {
  const { server, options, progress } = bench
  const jobs = kind === null ? ALMOST_EMPTY : options[kind]
  const situation = situationOf(kind, options)
  const database = await server.createDatabase(contender.name)
  const client = await connect(database)
  try {
    await contender.install(database)
    const what = `backlog  ${contender.name}: filling, ${situation}`
    const fill = (of: Backlog, count: number) =>
      contender.fill(client, of, count, (done) => progress.show(what, done, count))
    const has = await fill(kind ?? 'ready', jobs)
    if (has && kind !== null && kind !== 'ready') await fill('ready', ALMOST_EMPTY)
    if (has) {
      await client.query('vacuum analyze')
      return { contender, situation, database }
    }
  } finally {
    await client.end()
  }
  await server.dropDatabase(database)
  return null
}

function situationOf(kind: Backlog | null, options: BenchOptions): string {
  return kind === null ? 'almost empty' : `${options[kind].toLocaleString('en')} ${kind}`
}

async function playRound({ server, options, progress }: Bench, { contender, situation, database }: Entrant) {
  const crowd = await openCrowd(contender, database, 1)
  const times: CallTimes = noTimes()
  try {
    await warmUp(crowd, BATCH)
    await server.admin.query('checkpoint')
    for (const session of crowd.sessions) {
      const until = performance.now() + options.seconds * 1000
      while (performance.now() < until) {
        progress.show(`backlog  ${contender.name}, ${situation}`, times.claim.length)
        await timed(times.enqueue, () => session.enqueue(BATCH))
        const claim = await timedClaim(session, BATCH, times.claim)
        if (claim.ids.length > 0) await timed(times.complete, () => claim.complete())
      }
    }
  } finally {
    await crowd.leave()
  }
  await settle(server, database)
  return { p50: median(times.claim), p99: percentile(times.claim, 0.99), claims: times.claim.length }
}

type Round = Awaited<ReturnType<typeof playRound>>

function rowOf({ contender, situation }: Entrant, rounds: readonly Round[]): Row {
  return {
    contender: contender.name,
    situation,
    figures: {
      claimP50: medianOf(rounds.map((round) => round.p50)),
      claimP99: medianOf(rounds.map((round) => round.p99)),
      claims: medianOf(rounds.map((round) => round.claims)),
    },
  }
}

function compare([empty, ...full]: readonly Row[]): Comparison[] {
  return full.map(({ contender, situation, figures }) => ({
    name: `${contender}, claim p99 with ${situation}, against an almost empty queue`,
    value: ratio(figures.claimP99 ?? null, empty?.figures.claimP99 ?? null),
    bar: contender === 'headgate' ? { most: 1.5 } : null,
  }))
}
