import { setTimeout as sleep } from 'node:timers/promises'
import { workerContenders } from '../contenders/choose.ts'
import type { WorkerContender } from '../contenders/worker-contender.ts'
import { startMeter } from '../measure/counters.ts'
import { miscounted } from '../measure/crowd.ts'
import { interleave } from '../measure/rounds.ts'
import { settle } from '../measure/settle.ts'
import { ratio } from '../measure/statistics.ts'
import type { Findings } from '../report/report.ts'
import type { Database } from '../server.ts'
import { against } from './against.ts'
import { LIFECYCLE_COLUMNS, lifecyclePlots, rowOf } from './lifecycle-rounds.ts'
import type { Bench } from './suite.ts'

const LEAST = 2

interface Entrant {
  readonly contender: WorkerContender
  readonly database: Database
}

/** A backlog is enqueued through each one's own client, and worked off by its own worker with an empty handler. */
export async function lifecycleWorkers(bench: Bench): Promise<Findings> {
  const { server, options, progress } = bench
  const contenders = await workerContenders(options)
  const entrants: Entrant[] = []
  try {
    for (const contender of contenders) {
      progress.show(`${contender.name}: installing`)
      const database = await server.createDatabase(contender.name)
      entrants.push({ contender, database })
      await contender.install(database)
    }
    const rounds = await interleave(entrants, options.rounds, (entrant, round) =>
      playRound(bench, entrant, `round ${round + 1} of ${options.rounds}`),
    )
    const rows = entrants.map((entrant) =>
      rowOf(entrant.contender, 'worker, empty handler', rounds.get(entrant) ?? []),
    )
    return {
      columns: [...LIFECYCLE_COLUMNS, { key: 'enqueuedPerSecond', title: 'enqueued/s', digits: 0 }],
      rows,
      comparisons: against(rows, LEAST),
      notes: contenders.map(({ name, settings }) => `${name}: ${settings}`),
      plots: lifecyclePlots('TypeScript workers, empty handler'),
    }
  } finally {
    for (const { database } of entrants) await server.dropDatabase(database)
  }
}

async function playRound(bench: Bench, { contender, database }: Entrant, round: string) {
  const { server, options, progress } = bench
  const what = `lifecycle-workers  ${round}  ${contender.name}`
  await server.admin.query('checkpoint')
  const producer = await contender.producer(database)
  const stop = await startMeter(server)
  progress.show(`${what}: enqueueing`)
  await producer.many(options.jobs)
  const enqueued = await stop()
  await producer.close()

  const done = new Set<number>()
  let started = 0
  const stopWork = await startMeter(server)
  const worker = await contender.start(database, {
    onStart: (id) => {
      done.add(id)
      started += 1
    },
  })
  const deadline = performance.now() + 600_000
  while (started < options.jobs && performance.now() < deadline) {
    progress.show(what, started, options.jobs)
    await sleep(5)
  }
  const seconds = (await stopWork()).seconds
  // What is still to be reported belongs to the work: it counts for CPU and WAL, if not for the pace.
  await worker.stop()
  const worked = await stopWork()
  if (started !== options.jobs || done.size !== options.jobs)
    throw miscounted(options.jobs, started, done.size)
  const remains = await settle(server, database)
  const cpuMs = enqueued.cpuMs === null || worked.cpuMs === null ? null : enqueued.cpuMs + worked.cpuMs
  return {
    jobsPerSecond: options.jobs / seconds,
    enqueuedPerSecond: options.jobs / enqueued.seconds,
    cpuMsPerJob: ratio(cpuMs, options.jobs),
    walBytesPerJob: (enqueued.walBytes + worked.walBytes) / options.jobs,
    deadTuples: remains.deadTuples,
    vacuumMsPerJob: ratio(remains.vacuumCpuMs, options.jobs),
  }
}
