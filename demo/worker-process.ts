// One worker, as a process of its own. To run jobs of your own, copy this file and handler.ts.
import { z } from 'zod'
import { drainOnSignals } from '../client/node-signals.ts'
import { pgTransport } from '../client/pg.ts'
import { createWorker } from '../client/worker.ts'
import { connectAs } from './connect.ts'
import type { WorkerReport } from './crew.ts'
import { plannedFaults } from './faults.ts'
import { keepFresh } from './fresh-grants.ts'
import { createSummariser } from './handler.ts'
import { openRoad } from './provider-client.ts'
import { workerPlan } from './worker-plan.ts'

const [planned = '', name = ''] = process.argv.slice(2)
const plan = workerPlan.parse(JSON.parse(planned))
const connectionString = z.string().parse(process.env.DATABASE_URL)

const pool = connectAs(connectionString, 'headgate_worker', 4)
// One connection, so that the transactions of this process, whose jobs may share a lease, never wait in a circle.
const writes = connectAs(connectionString, 'headgate_worker', 1)
const grants = keepFresh(pgTransport(pool), plan.freshMs)
const summarise = createSummariser({
  providerUrl: plan.providerUrl,
  pool: writes,
  faults: plannedFaults(plan.seed, plan.failRate, plan.total),
})

const worker = createWorker({
  name,
  database: grants.transport,
  handlers: { summarise: grants.guard(summarise) },
  concurrency: plan.concurrency,
  // The more often a full window is looked at, the sooner its first free place is used.
  pollIntervalMs: 100,
  onEvent: (event) => {
    if (event.type === 'warning') console.error(event.error)
    setImmediate(report)
  },
})

function report(): void {
  const message: WorkerReport = { holding: worker.held.length }
  if (process.connected) process.send?.(message)
}

drainOnSignals(worker, {
  signals: ['SIGTERM'],
  timeoutMs: 5_000,
  release: async () => {
    await Promise.all([pool.end(), writes.end()])
  },
})
// Without its parent nobody would end this process.
process.once('disconnect', () => {
  setTimeout(() => process.exit(1), 1_000)
  worker.stop().finally(() => process.exit(1))
})
if (process.connected === false) process.exit(1)

// Both roads are opened before the first job starts: its capacity is counted from the moment it is claimed.
await Promise.all([
  pool.query('select'),
  writes.query('select'),
  openRoad(plan.providerUrl, plan.concurrency),
])
report()
await worker.run()
