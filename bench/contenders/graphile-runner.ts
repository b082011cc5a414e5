import pg from 'pg'
import { peerModule } from './peers.ts'
import type { WorkerContender } from './worker-contender.ts'

const PEER = 'graphile-worker'
const SIZE = 500
const CONCURRENCY = 24

interface Runner {
  stop(): Promise<void>
}

interface Graphile {
  readonly runMigrations: (options: object) => Promise<void>
  readonly run: (options: object) => Promise<Runner>
  readonly makeWorkerUtils: (options: object) => Promise<WorkerUtils>
  readonly Logger: new (factory: () => () => void) => object
}

interface WorkerUtils {
  addJob(task: string, payload: object, spec: { runAt: Date | undefined }): Promise<unknown>
  addJobs(jobs: readonly { identifier: string; payload: object }[]): Promise<unknown>
  release(): Promise<void>
}

/** Its runner with the settings of its own performance documentation. */
export async function graphileRunner(): Promise<WorkerContender> {
  const graphile = await peerModule<Graphile>(PEER, 'dist/index.js')
  const logger = new graphile.Logger(() => () => {})
  return {
    name: PEER,
    settings: `concurrency ${CONCURRENCY}, localQueue ${SIZE}, completeJobBatchDelay 0`,
    install: ({ connectionString }) => graphile.runMigrations({ connectionString, logger }),
    producer: async ({ connectionString }) => {
      const pgPool = openPool(connectionString)
      const utils = await graphile.makeWorkerUtils({ pgPool, logger })
      return {
        one: async (id, runAt) => {
          await utils.addJob('plain', { id }, { runAt })
        },
        many: async (count) => {
          for (let id = 0; id < count; id += 1000) {
            const size = Math.min(1000, count - id)
            await utils.addJobs(
              Array.from({ length: size }, (_, n) => ({ identifier: 'plain', payload: { id: id + n } })),
            )
          }
        },
        close: async () => {
          await utils.release()
          await pgPool.end()
        },
      }
    },
    start: async ({ connectionString }, { onStart }) => {
      const pgPool = openPool(connectionString)
      const runner = await graphile.run({
        pgPool,
        logger,
        noHandleSignals: true,
        taskList: { plain: async (payload: { id: number }) => onStart(payload.id) },
        preset: {
          worker: {
            concurrentJobs: CONCURRENCY,
            pollInterval: 2000,
            localQueue: { size: SIZE },
            completeJobBatchDelay: 0,
            failJobBatchDelay: 0,
          },
        },
      })
      return {
        stop: async () => {
          await runner.stop()
          await pgPool.end()
        },
      }
    },
  }
}

/** A pool of ours, since its own may still hold connections after it has stopped. */
function openPool(connectionString: string): pg.Pool {
  const pool = new pg.Pool({ connectionString, max: 10 })
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}
