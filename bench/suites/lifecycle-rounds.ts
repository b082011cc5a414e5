import type { SqlContender } from '../contenders/contender.ts'
import { startMeter, type Usage } from '../measure/counters.ts'
import { type CallTimes, openCrowd, takeThrough, warmUp } from '../measure/crowd.ts'
import { interleave } from '../measure/rounds.ts'
import { settle } from '../measure/settle.ts'
import { medianOf, percentile, ratio } from '../measure/statistics.ts'
import type { Bars, Column, Row } from '../report/report.ts'
import type { Database } from '../server.ts'
import type { Bench } from './suite.ts'

export const LIFECYCLE_COLUMNS: readonly Column[] = [
  { key: 'jobsPerSecond', title: 'jobs/s', digits: 0 },
  { key: 'cpuMsPerJob', title: 'server CPU ms/job', digits: 3 },
  { key: 'vacuumMsPerJob', title: 'vacuum CPU ms/job', digits: 3 },
  { key: 'walBytesPerJob', title: 'WAL B/job', digits: 0 },
  { key: 'deadTuples', title: 'dead tuples', digits: 0 },
  { key: 'enqueueP50', title: 'enqueue p50 ms', digits: 2 },
  { key: 'enqueueP99', title: 'p99', digits: 2 },
  { key: 'claimP50', title: 'claim p50 ms', digits: 2 },
  { key: 'claimP99', title: 'p99', digits: 2 },
  { key: 'completeP50', title: 'complete p50 ms', digits: 2 },
  { key: 'completeP99', title: 'p99', digits: 2 },
]

/** Throughput and what it costs, for each contender. */
export function lifecyclePlots(of: string): Bars[] {
  const bars = (name: string, what: string, unit: string, column: string): Bars => ({
    kind: 'bars',
    name,
    title: `${of}: ${what}`,
    unit,
    by: 'situation',
    column,
  })
  return [
    bars('throughput', 'throughput', 'jobs/s (more is better)', 'jobsPerSecond'),
    bars('cpu', 'processor time of the server', 'CPU ms a job (less is better)', 'cpuMsPerJob'),
  ]
}

type Figures = Record<string, number | null>

interface Entrant {
  readonly contender: SqlContender
  readonly database: Database
}

/** Takes jobs through their lives by each contender's own SQL, in turns: a row of medians each. */
export async function playLifecycles(
  bench: Bench,
  name: string,
  contenders: readonly SqlContender[],
): Promise<Row[]> {
  const { server, options, progress } = bench
  const entrants: Entrant[] = []
  try {
    for (const contender of contenders) {
      progress.show(`${contender.name}: installing`)
      const database = await server.createDatabase(contender.name)
      entrants.push({ contender, database })
      await contender.install(database)
    }
    const rounds = await interleave(entrants, options.rounds, (entrant, round) =>
      playRound(bench, entrant, `${name}  round ${round + 1} of ${options.rounds}`),
    )
    const situation = `batch ${options.batch}, ${options.clients} clients`
    return entrants.map((entrant) => rowOf(entrant.contender, situation, rounds.get(entrant) ?? []))
  } finally {
    for (const { database } of entrants) await server.dropDatabase(database)
  }
}

async function playRound(bench: Bench, { contender, database }: Entrant, round: string): Promise<Figures> {
  const { server, options, progress } = bench
  const crowd = await openCrowd(contender, database, options.clients)
  let figures: Figures
  try {
    await warmUp(crowd, options.batch)
    await server.admin.query('checkpoint')
    const stop = await startMeter(server)
    const times = await takeThrough(crowd, options.jobs, options.batch, (done) =>
      progress.show(`${round}  ${contender.name}`, done, options.jobs),
    )
    figures = figuresOf(await stop(), options.jobs, times)
  } finally {
    await crowd.leave()
  }
  const remains = await settle(server, database)
  return {
    ...figures,
    deadTuples: remains.deadTuples,
    vacuumMsPerJob: ratio(remains.vacuumCpuMs, options.jobs),
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
