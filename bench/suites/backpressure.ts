import type { SqlContender } from '../contenders/contender.ts'
import { headgate } from '../contenders/headgate.ts'
import { startMeter, type Usage } from '../measure/counters.ts'
import { openCrowd, timed } from '../measure/crowd.ts'
import { interleave } from '../measure/rounds.ts'
import { settle } from '../measure/settle.ts'
import { percentile, ratio } from '../measure/statistics.ts'
import type { Findings } from '../report/report.ts'
import type { Database } from '../server.ts'
import { rowOf } from './lifecycle-rounds.ts'
import type { Bench } from './suite.ts'

const PRODUCERS = 32
/** Every connection has summed once and more, so that its plans are made. */
const WARM_TURNS = 100

interface Entrant {
  readonly contender: SqlContender
  readonly database: Database
}

/** 32 producers whose endpoint has a limit to its queue, which is never reached, against 32 whose has none. */
export async function backpressure(bench: Bench): Promise<Findings> {
  const { server, options } = bench
  const contenders = [
    headgate({ name: 'headgate, no depth limit', jobType: 'gated' }),
    headgate({
      name: 'headgate, depth limit',
      jobType: 'gated',
      prepare: async (client) => {
        await client.query(
          `select headgate.set_api_rate_limit('bench', 'open', p_queue_depth_limit => 1000000, p_backpressure => 'reject')`,
        )
      },
    }),
  ]
  const entrants: Entrant[] = []
  try {
    for (const contender of contenders) {
      const database = await server.createDatabase('backpressure')
      entrants.push({ contender, database })
      await contender.install(database)
    }
    const rounds = await interleave(entrants, options.rounds, (entrant) => playRound(bench, entrant))
    const situation = `${PRODUCERS} producers`
    const rows = entrants.map((entrant) => rowOf(entrant.contender, situation, rounds.get(entrant) ?? []))
    const [without, limited] = rows.map(({ figures }) => figures.jobsPerSecond ?? null)
    return {
      columns: [
        { key: 'jobsPerSecond', title: 'jobs/s', digits: 0 },
        { key: 'cpuMsPerJob', title: 'server CPU ms/job', digits: 3 },
        { key: 'walBytesPerJob', title: 'WAL B/job', digits: 0 },
        { key: 'enqueueP50', title: 'enqueue p50 ms', digits: 2 },
        { key: 'enqueueP99', title: 'p99', digits: 2 },
      ],
      rows,
      comparisons: [
        {
          name: `jobs/s of ${situation} with a depth limit, against none`,
          value: ratio(limited ?? null, without ?? null),
          bar: { least: 0.9 },
        },
      ],
      notes: ['each job is a call, and each call a transaction; nothing is claimed'],
      plots: [],
    }
  } finally {
    for (const { database } of entrants) await server.dropDatabase(database)
  }
}

async function playRound({ server, options, progress }: Bench, { contender, database }: Entrant) {
  const crowd = await openCrowd(contender, database, PRODUCERS)
  const times: number[] = []
  let usage: Usage
  try {
    await Promise.all(
      crowd.sessions.map(async (session) => {
        for (let turn = 0; turn < WARM_TURNS; turn++) await session.enqueue(1)
      }),
    )
    await server.admin.query('checkpoint')
    const until = performance.now() + options.seconds * 1000
    const stop = await startMeter(server)
    await Promise.all(
      crowd.sessions.map(async (session) => {
        while (performance.now() < until) {
          await timed(times, () => session.enqueue(1))
          progress.show(`backpressure  ${contender.name}`, times.length)
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
