import { sqlContenders } from '../contenders/choose.ts'
import type { SqlContender } from '../contenders/contender.ts'
import { deadTuples, startMeter, type Usage } from '../measure/counters.ts'
import { type CallTimes, openCrowd, takeThrough } from '../measure/crowd.ts'
import { interleave } from '../measure/rounds.ts'
import { greatest, medianOf, percentile, ratio } from '../measure/statistics.ts'
import type { Column, Comparison, Findings, Row } from '../report/report.ts'
import { connect, type Database } from '../server.ts'
import type { Bench } from './suite.ts'

export const LIFECYCLE_COLUMNS: readonly Column[] = [
  { key: 'jobsPerSecond', title: 'jobs/s', digits: 0 },
  { key: 'cpuMsPerJob', title: 'server CPU ms/job', digits: 3 },
  { key: 'walBytesPerJob', title: 'WAL B/job', digits: 0 },
  { key: 'deadTuples', title: 'dead tuples', digits: 0 },
  { key: 'enqueueP50', title: 'enqueue p50 ms', digits: 2 },
  { key: 'enqueueP99', title: 'p99', digits: 2 },
  { key: 'claimP50', title: 'claim p50 ms', digits: 2 },
  { key: 'claimP99', title: 'p99', digits: 2 },
  { key: 'completeP50', title: 'complete p50 ms', digits: 2 },
  { key: 'completeP99', title: 'p99', digits: 2 },
]

type Figures = Record<string, number | null>

interface Entrant {
  readonly contender: SqlContender
  readonly database: Database
}

/** Batch enqueue, batch claim, batch complete through each queue's own SQL. */
export async function lifecycle(bench: Bench): Promise<Findings> {
  const { server, options } = bench
  const contenders = await sqlContenders(options)
  const entrants: Entrant[] = []
  try {
    for (const contender of contenders) entrants.push(await enter(bench, contender))
    const rounds = await interleave(entrants, options.rounds, (entrant, round) =>
      playRound(bench, entrant, `round ${round + 1} of ${options.rounds}`),
    )
    const situation = `batch ${options.batch}, ${options.clients} clients`
    const rows = entrants.map((entrant) => rowOf(entrant.contender, situation, rounds.get(entrant) ?? []))
    return {
      columns: LIFECYCLE_COLUMNS,
      rows,
      comparisons: compare(rows),
      notes: contenders.map(({ name, keeps }) => `${name} keeps: ${keeps}`),
    }
  } finally {
    for (const { database } of entrants) await server.dropDatabase(database)
  }
}

/** A database with the contender in it, warmed up. */
async function enter({ server, options, progress }: Bench, contender: SqlContender): Promise<Entrant> {
  progress.show(`${contender.name}: installing`)
  const database = await server.createDatabase(contender.name)
  await contender.install(database)
  const crowd = await openCrowd(contender, database, options.clients)
  try {
    await takeThrough(crowd, options.batch * options.clients * 4, options.batch, () => {})
  } finally {
    await crowd.leave()
  }
  return { contender, database }
}

async function playRound(bench: Bench, { contender, database }: Entrant, round: string): Promise<Figures> {
  const { server, options, progress } = bench
  const what = `lifecycle  ${round}  ${contender.name}`
  await server.admin.query('checkpoint')
  const crowd = await openCrowd(contender, database, options.clients)
  let figures: Figures
  try {
    const stop = await startMeter(server)
    const times = await takeThrough(crowd, options.jobs, options.batch, (done) =>
      progress.show(what, done, options.jobs),
    )
    figures = figuresOf(await stop(), options.jobs, times)
  } finally {
    await crowd.leave()
  }
  const client = await connect(database)
  try {
    return { ...figures, deadTuples: await deadTuples(client) }
  } finally {
    await client.end()
  }
}

/** What a round of so many jobs took, per job and per call. */
export function figuresOf(usage: Usage, jobs: number, times: CallTimes): Figures {
  return {
    jobsPerSecond: jobs / usage.seconds,
    cpuMsPerJob: ratio(usage.cpuMs, jobs),
    walBytesPerJob: usage.walBytes / jobs,
    enqueueP50: percentile(times.enqueue, 0.5),
    enqueueP99: percentile(times.enqueue, 0.99),
    claimP50: percentile(times.claim, 0.5),
    claimP99: percentile(times.claim, 0.99),
    completeP50: percentile(times.complete, 0.5),
    completeP99: percentile(times.complete, 0.99),
  }
}

/** The medians of the rounds. */
export function rowOf(
  contender: { readonly name: string },
  situation: string,
  rounds: readonly Figures[],
): Row {
  const keys = [...new Set(rounds.flatMap((round) => Object.keys(round)))]
  const figures = Object.fromEntries(keys.map((key) => [key, medianOf(rounds.map((it) => it[key] ?? null))]))
  return { contender: contender.name, situation, figures }
}

/** The first row against the fastest of the others, by throughput and by server CPU. */
export function compare([own, ...peers]: readonly Row[], least = 1.5): Comparison[] {
  if (own === undefined || peers.length === 0) return []
  const rate = ({ figures }: Row) => figures.jobsPerSecond ?? null
  const fastest = greatest(peers.map(rate))
  return [
    { name: 'jobs/s, against the fastest peer', value: ratio(rate(own), fastest), bar: { least } },
    ...peers.map((peer) => ({
      name: `jobs/s, against ${peer.contender}`,
      value: ratio(rate(own), rate(peer)),
      bar: null,
    })),
    ...peers.map((peer) => ({
      name: `jobs per second of server CPU, against ${peer.contender}`,
      value: ratio(peer.figures.cpuMsPerJob ?? null, own.figures.cpuMsPerJob ?? null),
      bar: null,
    })),
  ]
}
