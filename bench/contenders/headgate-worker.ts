import { openPool } from '../../client/node-pool.ts'
import { pgTransport } from '../../client/pg.ts'
import { createWorker } from '../../client/worker.ts'
import { producerClient } from '../../generated/index.ts'
import type { Database } from '../server.ts'
import { installHeadgate } from './headgate.ts'
import type { WorkerContender } from './worker-contender.ts'

const CONCURRENCY = 500

export const headgateWorker: WorkerContender = {
  name: 'headgate',
  settings: `concurrency ${CONCURRENCY}, prepared statements`,
  install: installHeadgate,
  producer: async ({ connectionString }: Database) => {
    const pool = openPool({ connectionString, max: 2 })
    const queue = producerClient(pgTransport(pool, { prepare: true }))
    return {
      one: async (id, dueAt) => {
        await queue.enqueueJob({ jobType: 'plain', payload: { id }, ...(dueAt && { scheduledAt: dueAt }) })
      },
      many: async (count) => {
        const ids = Array.from({ length: count }, (_, id) => id)
        for (let first = 0; first < count; first += 1000) {
          const jobs = ids.slice(first, first + 1000).map((id) => ({ jobType: 'plain', payload: { id } }))
          await queue.enqueueJobs({ jobs })
        }
      },
      close: () => pool.end(),
    }
  },
  start: async ({ connectionString }, { onStart }) => {
    const pool = openPool({ connectionString, max: 10 })
    const worker = createWorker({
      database: pgTransport(pool, { prepare: true }),
      concurrency: CONCURRENCY,
      handlers: {
        plain: async ({ payload }) => onStart(idOf(payload)),
      },
    })
    const ended = worker.run()
    return {
      stop: async () => {
        await worker.drain()
        await ended
        await pool.end()
      },
    }
  },
}

function idOf(payload: unknown): number {
  const id: unknown = typeof payload === 'object' && payload !== null && Reflect.get(payload, 'id')
  return Number(id)
}
