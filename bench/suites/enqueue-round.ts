import type { SqlContender } from '../contenders/contender.ts'
import { startMeter, type Usage } from '../measure/counters.ts'
import { openCrowd, timed } from '../measure/crowd.ts'
import { settle } from '../measure/settle.ts'
import { percentile, ratio } from '../measure/statistics.ts'
import type { Database } from '../server.ts'
import type { Bench } from './suite.ts'

interface Round {
  readonly contender: SqlContender
  readonly database: Database
  readonly producers: number
  /** How often each producer enqueues before the time is taken. */
  readonly warmTurns: number
  /** What the progress display says. */
  readonly label: string
}

export const ENQUEUE_COLUMNS = [
  { key: 'jobsPerSecond', title: 'jobs/s', digits: 0 },
  { key: 'cpuMsPerJob', title: 'server CPU ms/job', digits: 3 },
  { key: 'walBytesPerJob', title: 'WAL B/job', digits: 0 },
  { key: 'enqueueP50', title: 'enqueue p50 ms', digits: 2 },
  { key: 'enqueueP99', title: 'p99', digits: 2 },
]

/** A window in which producers enqueue one job a transaction; `beside` runs along and returns what ends it. */
export async function playEnqueueRound(
  { server, options, progress }: Bench,
  { contender, database, producers, warmTurns, label }: Round,
  beside?: () => Promise<() => Promise<void>>,
) {
  const crowd = await openCrowd(contender, database, producers)
  const endBeside = await beside?.()
  const times: number[] = []
  let usage: Usage
  try {
    for (let turn = 0; turn < warmTurns; turn++)
      await Promise.all(crowd.sessions.map((session) => session.enqueue(1)))
    await server.admin.query('checkpoint')
    const until = performance.now() + options.seconds * 1000
    const stop = await startMeter(server)
    await Promise.all(
      crowd.sessions.map(async (session) => {
        while (performance.now() < until) {
          await timed(times, () => session.enqueue(1))
          progress.show(label, times.length)
        }
      }),
    )
    usage = await stop()
  } finally {
    await endBeside?.()
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
