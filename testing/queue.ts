import { fromJson } from '../client/json-read.ts'
import { pgTransport } from '../client/pg.ts'
import { Timestamp } from '../client/timestamp.ts'
import type { Transport } from '../client/transport.ts'
import type { Handler } from '../client/worker.ts'
import {
  type ObserverClient,
  type OperatorClient,
  observerClient,
  operatorClient,
  type ProducerClient,
  producerClient,
  type SetJobTypeArgs,
  type WorkerClient,
  workerClient,
} from '../generated/index.ts'
import { moveClock, readClock, setClock } from './clock.ts'
import { type Drained, type DrainOptions, drainWith } from './drain.ts'
import { type EnqueuedJob, findEnqueued } from './enqueued.ts'
import { poolOver } from './pglite-pool.ts'
import type { TestPool } from './pool.ts'
import { openDatabase } from './snapshot.ts'
import type { WithDates } from './with-dates.ts'

export interface TestQueueOptions {
  /** Job types to register, by name or in full. `plain` is there, and takes no capacity. */
  readonly jobTypes?: readonly (string | SetJobTypeArgs)[]
  /** Where the clock stands. Default: the moment when the queue is made. */
  readonly now?: Date
}

/** A real Headgate on a PostgreSQL within this process, with nothing in it and a clock that stands. */
export interface TestQueue {
  /** For what takes a Pool of `pg`: the code under test, your own tables. It may do everything. */
  readonly pool: TestPool
  readonly transport: Transport
  readonly producer: ProducerClient
  readonly worker: WorkerClient
  readonly operator: OperatorClient
  readonly observer: ObserverClient
  now(): Promise<Timestamp>
  /** Moves the clock by so many seconds, and does what is due by then (SQL: `headgate.tick`). */
  advance(seconds: number): Promise<void>
  /** Puts the clock on an instant, and does what is due by then. */
  advanceTo(at: Date): Promise<void>
  /** Works off what can start now, with what the handlers enqueue meanwhile. */
  drain(handlers: Readonly<Record<string, Handler>>, options?: DrainOptions): Promise<Drained>
  /** Every job ever enqueued, in order. */
  jobs(): Promise<readonly StoredJob[]>
  /**
   * The first job that has all that is expected.
   *
   * @throws NotEnqueued which lists those that were enqueued.
   */
  expectEnqueued(expected: Partial<WithDates<StoredJob>>): Promise<StoredJob>
  close(): Promise<void>
}

/** A job as `headgate.job_queue` shows it. */
export interface StoredJob extends EnqueuedJob {
  readonly jobId: bigint
  readonly state: string
  readonly priority: number
  readonly attempt: number
  readonly scheduledAt: Timestamp
  readonly idempotencyKey: string | null
  readonly concurrencyKey: string | null
  readonly correlationId: string
  readonly metadata: unknown
  readonly result: unknown
}

/**
 * Makes a queue of its own for a test, in about a second. The very first one of a project deploys, which takes several.
 */
export async function createTestQueue({ jobTypes = [], now }: TestQueueOptions = {}): Promise<TestQueue> {
  const pool = poolOver(await openDatabase())
  const transport = pgTransport(pool)
  const operator = operatorClient(transport)

  async function tick(): Promise<void> {
    await operator.tick()
  }

  await setClock(pool, now ?? new Date())
  for (const it of jobTypes) await operator.setJobType(typeof it === 'string' ? { jobType: it } : it)
  await tick()
  return {
    pool,
    transport,
    producer: producerClient(transport),
    worker: workerClient(transport),
    operator,
    observer: observerClient(transport),
    now: () => readClock(pool),
    async advance(seconds) {
      await moveClock(pool, seconds)
      await tick()
    },
    async advanceTo(at) {
      await setClock(pool, at)
      await tick()
    },
    drain: (handlers, options = {}) => drainWith(transport, handlers, options),
    jobs: () => jobsIn(pool),
    expectEnqueued: async (expected) => findEnqueued(await jobsIn(pool), expected),
    close: () => pool.end(),
  }
}

async function jobsIn(pool: TestPool): Promise<readonly StoredJob[]> {
  const { rows } = await pool.query(
    `select job_id as "jobId", job_type as "jobType", payload::text, state, priority, attempt,
       scheduled_at::text as "scheduledAt", idempotency_key as "idempotencyKey", concurrency_key as "concurrencyKey",
       correlation_id as "correlationId", metadata::text, result::text
     from headgate.job_queue order by job_id`,
  )
  return rows.map(({ jobId, scheduledAt, payload, metadata, result, ...row }) => ({
    ...row,
    jobId: BigInt(jobId),
    scheduledAt: new Timestamp(scheduledAt),
    payload: fromJson(payload),
    metadata: metadata && fromJson(metadata),
    result: result && fromJson(result),
  }))
}
