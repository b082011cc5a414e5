import { setTimeout as sleep } from 'node:timers/promises'
import { workerContenders } from '../contenders/choose.ts'
import type { WorkerContender } from '../contenders/worker-contender.ts'
import { percentile } from '../measure/statistics.ts'
import type { Comparison, Findings, Row } from '../report/report.ts'
import type { Bench } from './suite.ts'

const SETTLE_MS = 1500
const LONGEST_WAIT_MS = 10_000

/** From the return of enqueue to the start of the handler, on a queue that has nothing else to do. */
export async function latency(bench: Bench): Promise<Findings> {
  const contenders = await workerContenders(bench.options)
  const rows: Row[] = []
  for (const contender of contenders) rows.push(await observe(bench, contender))
  return {
    columns: [
      { key: 'p50', title: 'p50 ms', digits: 2 },
      { key: 'p99', title: 'p99 ms', digits: 2 },
      { key: 'jobs', title: 'jobs', digits: 0 },
    ],
    rows,
    comparisons: rows.flatMap(compareOf),
    notes: contenders.map(({ name, settings }) => `${name}: ${settings}`),
    plots: [
      {
        kind: 'ranges',
        name: 'wait',
        title: 'From enqueue to the start of the handler, idle queue: p50 – p99',
        unit: 'ms (less is better)',
        by: 'situation',
        from: 'p50',
        to: 'p99',
      },
    ],
  }
}

async function observe({ server, options, progress }: Bench, contender: WorkerContender): Promise<Row> {
  const database = await server.createDatabase(contender.name)
  try {
    await contender.install(database)
    const producer = await contender.producer(database)
    const starts = new Map<number, (at: number) => void>()
    const worker = await contender.start(database, {
      onStart: (id) => starts.get(id)?.(performance.now()),
    })
    await sleep(SETTLE_MS)
    const waits: number[] = []
    const until = performance.now() + options.seconds * 1000
    for (let id = 0; performance.now() < until; id++) {
      progress.show(`latency  ${contender.name}`, waits.length)
      const started = new Promise<number>((resolve) => starts.set(id, resolve))
      await producer.one(id)
      const enqueuedAt = performance.now()
      const late = sleep(LONGEST_WAIT_MS, undefined, { ref: false }).then(() => performance.now())
      // A handler may start before its producer has the answer.
      waits.push(Math.max(0, (await Promise.race([started, late])) - enqueuedAt))
      starts.delete(id)
      // Idle again, and out of step with anything that happens at even intervals.
      await sleep(30 + Math.random() * 170)
    }
    await producer.close()
    await worker.stop()
    return {
      contender: contender.name,
      situation: 'idle queue, one worker',
      figures: { p50: percentile(waits, 0.5), p99: percentile(waits, 0.99), jobs: waits.length },
    }
  } finally {
    await server.dropDatabase(database)
  }
}

function compareOf({ contender, figures }: Row): Comparison[] {
  if (contender !== 'headgate') return []
  return [
    { name: 'enqueue → handler start, p50 ms', value: figures.p50 ?? null, bar: { most: 2 } },
    { name: 'enqueue → handler start, p99 ms', value: figures.p99 ?? null, bar: { most: 10 } },
  ]
}
