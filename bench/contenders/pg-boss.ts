import { peerModule } from './peers.ts'
import type { WorkerContender } from './worker-contender.ts'

const PEER = 'pg-boss'
const BATCH = 500
const WORKERS = 4

interface Boss {
  on(event: 'error', listener: (error: Error) => void): void
  start(): Promise<unknown>
  stop(options: object): Promise<void>
  createQueue(name: string, options: object): Promise<void>
  send(name: string, data: object, options?: { startAfter: Date }): Promise<unknown>
  insert(name: string, jobs: readonly { data: object }[]): Promise<unknown>
  work(
    name: string,
    options: object,
    handler: (jobs: readonly { data: { id: number } }[]) => Promise<void>,
  ): Promise<unknown>
}

/** Its worker with LISTEN/NOTIFY, batches, and no pause between full batches. */
export async function pgBoss(): Promise<WorkerContender> {
  const { PgBoss } = await peerModule<{ PgBoss: new (options: object) => Boss }>(PEER, 'dist/index.js')

  const open = async (connectionString: string) => {
    const boss = new PgBoss({ connectionString, max: 10, useListenNotify: true })
    let stopping = false
    boss.on('error', (error) => {
      // Some of its connections outlive it until their database is dropped.
      if (!stopping) process.stderr.write(`pg-boss: ${error.message}\n`)
    })
    await boss.start()
    const stop = (options: object) => {
      stopping = true
      return boss.stop(options)
    }
    return { boss, stop }
  }

  return {
    name: PEER,
    settings: `batchSize ${BATCH}, localConcurrency ${WORKERS}, burstWhenBatchFull, LISTEN/NOTIFY, polling 0.5 s`,
    install: async ({ connectionString }) => {
      const { boss, stop } = await open(connectionString)
      await boss.createQueue('plain', { notify: true })
      await stop({ graceful: false })
    },
    producer: async ({ connectionString }) => {
      const { boss, stop } = await open(connectionString)
      return {
        one: async (id, startAfter) => {
          await boss.send('plain', { id }, startAfter && { startAfter })
        },
        many: async (count) => {
          for (let id = 0; id < count; id += 1000) {
            const size = Math.min(1000, count - id)
            await boss.insert(
              'plain',
              Array.from({ length: size }, (_, n) => ({ data: { id: id + n } })),
            )
          }
        },
        close: () => stop({ graceful: false }),
      }
    },
    start: async ({ connectionString }, { onStart }) => {
      const { boss, stop } = await open(connectionString)
      const options = {
        batchSize: BATCH,
        localConcurrency: WORKERS,
        burstWhenBatchFull: true,
        pollingIntervalSeconds: 0.5,
        notifyPollingIntervalSeconds: 0.5,
      }
      await boss.work('plain', options, async (jobs) => {
        for (const job of jobs) onStart(job.data.id)
      })
      return { stop: () => stop({ graceful: true, timeout: 10_000 }) }
    },
  }
}
