import { setTimeout as sleep } from 'node:timers/promises'
import { workerContenders } from '../contenders/choose.ts'
import type { Producer, WorkerContender } from '../contenders/worker-contender.ts'
import { percentile } from '../measure/statistics.ts'
import type { Comparison, Findings, Row } from '../report/report.ts'
import type { Bench } from './suite.ts'

const SETTLE_MS = 1500
const LONGEST_WAIT_MS = 10_000
const DUE_A_SECOND = 10

/**
 * From the return of enqueue to the start of the handler, on a queue that has nothing else to do; then from the moment
 * that jobs are due.
 */
export async function latency(bench: Bench): Promise<Findings> {
  const contenders = await workerContenders(bench.options)
  const rows: Row[] = []
  for (const contender of contenders) rows.push(...(await observe(bench, contender)))
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
        title: 'To the start of the handler, idle queue: p50 – p99',
        unit: 'ms (less is better)',
        by: 'situation',
        from: 'p50',
        to: 'p99',
      },
    ],
  }
}

async function observe({ server, options, progress }: Bench, contender: WorkerContender): Promise<Row[]> {
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
    const delays = await delaysOf(producer, starts, options.seconds, (done) =>
      progress.show(`latency  ${contender.name}, due later`, done),
    )
    await producer.close()
    await worker.stop()
    return [rowOf(contender, 'from enqueue', waits), rowOf(contender, 'from when it is due', delays)]
  } finally {
    await server.dropDatabase(database)
  }
}

/** By how much jobs start late that are all enqueued now and due at random moments of the next so many seconds. */
async function delaysOf(
  producer: Producer,
  starts: Map<number, (at: number) => void>,
  seconds: number,
  show: (done: number) => void,
): Promise<number[]> {
  const from = Date.now() + SETTLE_MS
  let done = 0
  const jobs = Array.from({ length: seconds * DUE_A_SECOND }, async (_, n) => {
    const id = -1 - n
    const dueAt = Math.round(from + Math.random() * seconds * 1000)
    const started = new Promise<number>((resolve) => starts.set(id, resolve))
    await producer.one(id, new Date(dueAt))
    const late = sleep(dueAt + LONGEST_WAIT_MS - Date.now(), undefined, { ref: false }).then(() =>
      performance.now(),
    )
    const startedAt = performance.timeOrigin + (await Promise.race([started, late]))
    show(++done)
    return Math.max(0, startedAt - dueAt)
  })
  return Promise.all(jobs)
}

function rowOf({ name }: WorkerContender, situation: string, waits: readonly number[]): Row {
  return {
    contender: name,
    situation,
    figures: { p50: percentile(waits, 0.5), p99: percentile(waits, 0.99), jobs: waits.length },
  }
}

function compareOf({ contender, situation, figures }: Row): Comparison[] {
  if (contender !== 'headgate') return []
  if (situation !== 'from enqueue')
    return [{ name: 'due → handler start, p99 ms', value: figures.p99 ?? null, bar: { most: 250 } }]
  return [
    { name: 'enqueue → handler start, p50 ms', value: figures.p50 ?? null, bar: { most: 2 } },
    { name: 'enqueue → handler start, p99 ms', value: figures.p99 ?? null, bar: { most: 10 } },
  ]
}
