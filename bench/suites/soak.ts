import { sqlContenders } from '../contenders/choose.ts'
import type { SqlContender } from '../contenders/contender.ts'
import { type Controlled, withControl } from '../measure/control.ts'
import { type Crowd, miscounted, openCrowd, warmUp } from '../measure/crowd.ts'
import { type RunningLoad, startLoad, warmSeconds, watch } from '../measure/load.ts'
import { settle } from '../measure/settle.ts'
import type { Findings, Lines, Row } from '../report/report.ts'
import { connect, type Database } from '../server.ts'
import { type Count, claimPerControl, figuresOf, type Hold, judge, type Sample } from './soak-judge.ts'
import { holdOf, sampleWhileHeld } from './soak-samples.ts'
import type { Bench } from './suite.ts'

const LONGEST_DRAIN_MS = 120_000

interface Soaked {
  readonly row: Row
  readonly samples: readonly Sample[]
}

/** Half of full load for minutes; a reading transaction is open for the middle half of the time. */
export async function soak(bench: Bench): Promise<Findings> {
  const soaked: Soaked[] = []
  for (const contender of await sqlContenders(bench.options))
    soaked.push(await observe(bench, withControl(contender)))
  const rows = soaked.map(({ row }) => row)
  return {
    columns: [
      { key: 'rate', title: 'jobs/s offered', digits: 0 },
      { key: 'doneRate', title: 'done', digits: 0 },
      { key: 'jobs', title: 'jobs', digits: 0 },
      { key: 'claimFirst', title: 'claim p50 ms, first quarter', digits: 2 },
      { key: 'claimLast', title: 'last quarter', digits: 2 },
      { key: 'claimTrend', title: 'trend %', digits: 1 },
      { key: 'claimTrendHeld', title: 'trend % while held', digits: 1 },
      { key: 'perControlTrend', title: 'per control: trend %', digits: 1 },
      { key: 'perControlTrendHeld', title: 'trend % while held', digits: 1 },
      { key: 'hotFirst', title: 'hot MB, first quarter', digits: 1 },
      { key: 'hotMost', title: 'most', digits: 1 },
      { key: 'hotLast', title: 'at the end', digits: 1 },
      { key: 'historyLast', title: 'history MB at the end', digits: 0 },
      { key: 'notDone', title: 'not done', digits: 0 },
      { key: 'doneTwice', title: 'done twice', digits: 0 },
    ],
    rows,
    comparisons: rows.flatMap(judge),
    notes: [
      'trend: Theil–Sen over the median claim of each ten seconds, as a share of their median',
      'per control: over that median, divided by the median of a statement that no queue slows down, on the same connections',
      'hot: tables, indexes and TOAST, without what is kept of finished jobs by design (history)',
      `not done: enqueued, and not completed ${LONGEST_DRAIN_MS / 1000} s after the last was enqueued`,
    ],
    plots: plotsOf(soaked, holdOf(bench.options.minutes)),
  }
}

async function observe(bench: Bench, controlled: Controlled): Promise<Soaked> {
  const { contender } = controlled
  const { server, options, progress } = bench
  const what = `soak  ${contender.name}`
  const database = await server.createDatabase(contender.name)
  try {
    await contender.install(database)
    const crowd = await openCrowd(contender, database, options.clients)
    await warmUp(crowd, options.batch)
    const rate = (await fullRate(bench, crowd, what)) / 2
    await settle(server, database)
    const load = startLoad(crowd, { batch: options.batch, rate })
    const samples = await sampleWhileHeld(bench, controlled, database, load)
    const doneInTime = load.done.count
    await load.drain(LONGEST_DRAIN_MS)
    await crowd.leave()
    progress.show(`${what}: counting`)
    const row = {
      contender: contender.name,
      situation: `${options.minutes} minutes`,
      figures: {
        rate,
        doneRate: doneInTime / (options.minutes * 60),
        ...figuresOf(samples, holdOf(options.minutes), await count(contender, database, load)),
      },
    }
    return { row, samples }
  } finally {
    await server.dropDatabase(database)
  }
}

async function fullRate({ options, progress }: Bench, crowd: Crowd, what: string): Promise<number> {
  progress.show(`${what}: finding full load`)
  const load = startLoad(crowd, { batch: options.batch, rate: null })
  await load.wait(warmSeconds(options) * 1000)
  const { jobsPerSecond } = await watch(load, options.seconds)
  await load.drain(LONGEST_DRAIN_MS)
  const { enqueued, done } = load
  if (done.count !== enqueued.count) throw miscounted(enqueued.count, done.count, done.distinct)
  return jobsPerSecond
}

/** Once by what the sessions saw, and once by what the database keeps of the jobs that they enqueued. */
async function count(
  { ledger }: SqlContender,
  database: Database,
  { enqueued, done }: RunningLoad,
): Promise<Count> {
  const seen = {
    enqueued: enqueued.count,
    notDone: enqueued.distinct - done.distinct,
    doneTwice: done.count - done.distinct,
  }
  if (ledger === undefined) return { ...seen, notDoneByDatabase: null, claimedAgainByDatabase: null }
  const client = await connect(database)
  try {
    let finished = 0
    for await (const ids of ledger.finished(client)) finished += ids.filter((id) => enqueued.has(id)).length
    return {
      ...seen,
      notDoneByDatabase: enqueued.distinct - finished,
      claimedAgainByDatabase: await ledger.claimedAgain(client),
    }
  } finally {
    await client.end()
  }
}

function plotsOf(soaked: readonly Soaked[], { from, to }: Hold): Lines[] {
  const lines = (
    name: string,
    title: string,
    unit: string,
    figure: (sample: Sample) => number | null,
  ): Lines => ({
    kind: 'lines',
    name,
    title,
    unit,
    series: soaked.map(({ row, samples }) => ({
      name: row.contender,
      points: samples.map((it) => [it.seconds, rounded(figure(it))] as const),
    })),
    shaded: { from, to, label: 'transaction open' },
  })
  const half = 'each at half of its full load'
  return [
    lines('pace', `Jobs done, ${half}`, 'jobs/s', ({ jobsPerSecond }) => jobsPerSecond),
    lines('claims', `Claim time, ${half}`, 'p50 ms', ({ claimP50 }) => claimP50),
    lines('claims-per-control', `Claim time per control, ${half}`, 'p50 ÷ p50', claimPerControl),
    lines('hot', `Disk of the hot tables, ${half}`, 'MB', ({ hotBytes }) => hotBytes / 1e6),
    lines(
      'disk',
      `Disk with the history that each keeps, ${half}`,
      'MB',
      ({ hotBytes, historyBytes }) => (hotBytes + historyBytes) / 1e6,
    ),
  ]
}

function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value * 1000) / 1000
}
