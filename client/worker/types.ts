import type { JobId, LeaseToken } from '../../generated/types.ts'
import type { PgQueryable } from '../pg.ts'
import type { Timestamp } from '../timestamp.ts'
import type { Transport } from '../transport.ts'
import type { ErrorReport } from './describe-error.ts'

/** A job that this worker holds. */
export interface Job<Payload = unknown> {
  readonly id: JobId
  readonly type: string
  readonly payload: Payload
  readonly metadata: unknown
  /** From 1. */
  readonly attempt: number
  readonly maxAttempts: number
  readonly correlationId: string
  /** W3C trace context, as given at enqueue. */
  readonly traceparent: string | null
  readonly scheduledAt: Timestamp
  /** When the job is given up, finished or not. */
  readonly deadlineAt: Timestamp | null
  /** Proof that this worker holds the job; goes with every call about it. */
  readonly leaseToken: LeaseToken
  /** Tokens taken from the endpoint for this attempt. */
  readonly reservedTokens: bigint
  /** Of these, input and output tokens; null where the job does not tell them apart. */
  readonly reservedInputTokens: bigint | null
  readonly reservedOutputTokens: bigint | null
  /** Cost taken from the budget of the endpoint, in millionths of its currency. */
  readonly reservedCostMicros: bigint | null
  /** The endpoint whose capacity was taken; null for a job type without one. */
  readonly provider: string | null
  readonly endpoint: string | null
  readonly scope: string | null
}

/** What an attempt really cost: whole numbers from 0. */
export interface Usage {
  readonly inputTokens?: number | bigint | undefined
  readonly outputTokens?: number | bigint | undefined
  /** Tokens of no declared kind. Where the endpoint limits input or output tokens, all then count as both. */
  readonly tokens?: number | bigint | undefined
  /** In millionths of the currency of the endpoint. */
  readonly costMicros?: number | bigint | undefined
  readonly requests?: number | undefined
}

/** An event of a handler for the audit trail. */
export interface AuditEvent {
  /** 1 to 100 of a-z, 0-9, _ . : - starting with a letter. */
  readonly action: string
  readonly patientId?: string | undefined
  readonly details?: Readonly<Record<string, unknown>> | undefined
  readonly applicationUser?: string | undefined
}

/** A way to the database: a transport, or a Pool or Client of `pg`. */
export type Database = Transport | PgQueryable

/** What a handler is given beside its job. */
export interface JobContext {
  /** Name of the worker. */
  readonly worker: string
  /** Aborted, with a `JobAborted` as its reason, when the handler should stop. */
  readonly signal: AbortSignal
  /**
   * Adds to what the attempt has cost, however it ends. What is never told cost what was reserved: tell zeros to give
   * back what was reserved for a call that was not made.
   */
  usage(actual: Usage): void
  /**
   * Completes the job within the handler's own transaction: what the handler writes there and the
   * completion are committed together or not at all. Call it last, then commit: until then the other jobs
   * that were claimed together with this one wait to be settled.
   *
   * @param database the client on which the transaction is open.
   * @throws LeaseLost when the job is no longer held: roll back.
   */
  completeIn(database: Database, result?: unknown): Promise<void>
  /**
   * Puts an event about this job on the record (SQL: `headgate.log_audit_event`).
   *
   * @param database where to write it, for example the client of an open transaction; default: the worker's.
   * @throws LeaseLost when the job is no longer held.
   */
  audit(event: AuditEvent, database?: Database): Promise<void>
}

/**
 * Does the work of one job. What it returns (any JSON, or nothing) is the job's result. Throw `RetryLater` to
 * come back later (`new RetryLater(reason, { at: retryAt })`: at the moment that a denial named), which costs the job
 * no attempt; `Fatal` to give up. An error of an API's SDK with a `status` of 429 or 529 (or with such a cause)
 * is reported to the limiter, whom all workers obey, and the job comes back when the provider takes calls again; where
 * a spend cap is reached or the request was too large, it is given up. Any other error counts as a failed attempt.
 */
export type Handler<Payload = unknown> = (job: Job<Payload>, context: JobContext) => Promise<unknown>

/** What a worker tells about itself: a closed union by `type`. Durations are milliseconds. */
export type WorkerEvent =
  | { readonly type: 'claimed'; readonly jobs: readonly Job[] }
  | { readonly type: 'started'; readonly job: Job }
  | { readonly type: 'completed'; readonly job: Job; readonly runMs: number }
  | {
      readonly type: 'failed'
      readonly job: Job
      readonly runMs: number
      readonly error: ErrorReport
      readonly outcome: 'queued' | 'dead_lettered'
      readonly retryAt: Date | null
    }
  | {
      readonly type: 'rescheduled'
      readonly job: Job
      readonly runMs: number
      readonly reason: string
      readonly scheduledAt: Date
    }
  | { readonly type: 'cancelled'; readonly job: Job }
  | { readonly type: 'lost'; readonly job: Job; readonly reason: LostReason }
  | { readonly type: 'connection_lost'; readonly error: Error }
  | { readonly type: 'connection_restored'; readonly downMs: number }
  | { readonly type: 'warning'; readonly error: Error }
  | { readonly type: 'draining'; readonly held: number }
  | { readonly type: 'drained'; readonly report: DrainReport }

/**
 * Why the worker no longer answers for a job: its lease ran out or was taken away; or the answer to its
 * settlement never came, so that it may have taken effect or will be reclaimed.
 */
export type LostReason = 'lease_lost' | 'unanswered'

/** What became of the jobs that were held when a drain began. */
export interface DrainReport {
  readonly finished: number
  readonly handedBack: number
  readonly lost: number
}

/** How a worker works. */
export interface WorkerOptions {
  /** Its connection must be allowed what `headgate_worker` is. Use a pool: a worker makes several calls at once. */
  readonly database: Database
  /** By job type, 1 to 100. */
  readonly handlers: Readonly<Record<string, Handler>>
  /** 1 to 200 characters, best different for each worker. Default: `worker-` and a random part. */
  readonly name?: string | undefined
  /**
   * Handlers that run at the same time, 1 to 10000. Default: 10. One that ignores its signal keeps its place
   * until it ends.
   */
  readonly concurrency?: number | undefined
  /** Longest wait between two looks at an empty queue, in milliseconds. Default: 200, so that a job for later starts within a quarter of a second of its time. */
  readonly pollIntervalMs?: number | undefined
  /**
   * Whether to be told at once of jobs that come into line, which takes one connection of the pool. Default: true,
   * where the transport can listen: over a Pool of more than one connection it can, over a single client it cannot.
   * The worker polls either way.
   */
  readonly listen?: boolean | undefined
  /** Seconds a lease lasts without a heartbeat, 1 to 86400. Default: what the job type says. */
  readonly leaseSeconds?: number | undefined
  /** How often the worker does what is due in the database (SQL: `headgate.tick`). Default: 2000 milliseconds. */
  readonly tickIntervalMs?: number | undefined
  /** Settlements are gathered for so long, to travel together. Default: 2 milliseconds. */
  readonly settleWithinMs?: number | undefined
  /** Called for every event, at once; it should not throw. */
  readonly onEvent?: ((event: WorkerEvent) => void) | undefined
}

/** How a drain goes. */
export interface DrainOptions {
  /** Milliseconds that handlers may still take to finish. Default: 30,000. */
  readonly timeoutMs?: number | undefined
  /** Milliseconds that they then get to react to `context.signal`. Default: 500. */
  readonly abortMs?: number | undefined
}

/** A worker that has been created, and runs once told to. */
export interface Worker {
  readonly name: string
  /** Jobs held now: claimed, and not yet settled. */
  readonly held: readonly Job[]
  /**
   * Works until drained or stopped, and tells what became of the jobs then held.
   *
   * @throws HeadgateError when claiming is refused for a reason that does not pass by itself, such as an
   * unknown job type or a missing grant; what was held is settled or handed back first.
   */
  run(): Promise<DrainReport>
  /** Takes no more jobs, lets handlers finish within the time, hands back what is unfinished. */
  drain(options?: DrainOptions): Promise<DrainReport>
  /** Aborts all handlers and hands their jobs back at once. */
  stop(): Promise<DrainReport>
  /** Looks for jobs now, for example because something was enqueued. */
  wake(): void
}
