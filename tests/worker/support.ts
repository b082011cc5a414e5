import type pg from 'pg'
import { expect } from 'vitest'
import { pgTransport } from '../../client/pg.ts'
import { createWorker, type Worker, type WorkerEvent, type WorkerOptions } from '../../client/worker.ts'
import {
  type GetJobRow,
  type JobId,
  type OperatorClient,
  operatorClient,
  type ProducerClient,
  producerClient,
} from '../../generated/index.ts'
import { freshDatabase, poolAsRole, type TestDatabase } from '../support/database.ts'
import { eventually } from '../support/eventually.ts'

/** A deployed queue of its own, with people around it. */
export interface Site {
  readonly db: TestDatabase
  readonly producer: ProducerClient
  readonly operator: OperatorClient
  /** A new pool as headgate_worker. */
  pool(max?: number): pg.Pool
}

export async function openSite(): Promise<Site> {
  const db = await freshDatabase()
  return {
    db,
    producer: producerClient(pgTransport(poolAsRole(db, 'headgate_producer', 2))),
    operator: operatorClient(pgTransport(poolAsRole(db, 'headgate_operator', 2))),
    pool: (max = 5) => poolAsRole(db, 'headgate_worker', max),
  }
}

/** A worker that runs, with what it tells. */
export interface Running {
  readonly worker: Worker
  readonly run: ReturnType<Worker['run']>
  readonly events: readonly WorkerEvent[]
  /** Waits for an event of this type about this job (or any). */
  heard<T extends WorkerEvent['type']>(type: T, jobId?: JobId): Promise<Extract<WorkerEvent, { type: T }>>
  /** The events of this type so far. */
  all<T extends WorkerEvent['type']>(type: T): readonly Extract<WorkerEvent, { type: T }>[]
}

export function start(options: WorkerOptions): Running {
  const events: WorkerEvent[] = []
  const worker = createWorker({
    pollIntervalMs: 50,
    ...options,
    onEvent(event) {
      events.push(event)
      options.onEvent?.(event)
    },
  })
  const all = <T extends WorkerEvent['type']>(type: T) =>
    events.filter((event): event is Extract<WorkerEvent, { type: T }> => event.type === type)
  return {
    worker,
    run: worker.run(),
    events,
    all,
    heard: (type, jobId) =>
      eventually(
        () => {
          const found = all(type).find(
            (event) => jobId === undefined || ('job' in event && event.job.id === jobId),
          )
          if (!found) throw new Error(`no ${type} among: ${events.map((event) => event.type).join(' ')}`)
          return found
        },
        { timeoutMs: 10_000, everyMs: 5 },
      ),
  }
}

export async function enqueue(site: Site, jobType = 'plain', payload: unknown = {}): Promise<JobId> {
  return (await site.producer.enqueueJob({ jobType, payload })).jobId
}

export async function enqueueMany(site: Site, count: number, jobType = 'plain'): Promise<void> {
  await site.db.pool.query(
    `select from headgate.enqueue_jobs((
       select jsonb_agg(jsonb_build_object('job_type', $1::text, 'payload', jsonb_build_object('n', n)))
       from generate_series(1, $2) n))`,
    [jobType, count],
  )
}

export function jobOf(site: Site, jobId: JobId): Promise<GetJobRow> {
  return site.producer.getJob({ jobId })
}

/** The transitions of a job, oldest first. */
export async function trailOf(site: Site, jobId: JobId): Promise<readonly string[]> {
  const { rows } = await site.db.pool.query<{ action: string }>(
    'select action from headgate.audit_log where job_id = $1 and to_state is not null order by audit_id',
    [jobId],
  )
  return rows.map(({ action }) => action)
}

/** Polls until a figure is as expected. */
export function becomes(figure: () => unknown, expected: unknown): Promise<void> {
  return expect.poll(figure, { timeout: 20_000, interval: 5 }).toEqual(expected)
}

/** A promise that somebody else resolves. */
export interface Gate {
  readonly opened: Promise<void>
  open(): void
}

export function createGate(): Gate {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open: () => open() }
}

/** Resolves with the reason when the signal is aborted. */
export function aborted(signal: AbortSignal): Promise<unknown> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(signal.reason)
    else signal.addEventListener('abort', () => resolve(signal.reason), { once: true })
  })
}
