// Generated from the contract of the database by `npm run codegen`. Do not edit.

import * as z from 'zod'
import { argument, type Call, type CallError, column, type FunctionSpec, invoke, type Timestamp, type Transport } from '../../client/runtime.ts'
import { fingerprints } from '../contract.ts'
import { InvalidArgument, UnknownJobType, PayloadTooLarge, ScheduleOutOfRange, UnknownJob, LedgerBusy, EndpointInactive, CostExceedsLimit, CurrencyMismatch, QueueFull } from '../errors.ts'
import { JobId } from '../types.ts'

/** Arguments of `headgate.enqueue_job`. */
export interface EnqueueJobArgs {
  /** A registered job type. */
  readonly jobType: string
  /**
   * Input of the handler, any JSON; its largest size is a setting (max_payload_bytes).
   *
   * Left out, the database takes `'{}'::jsonb`.
   */
  readonly payload?: unknown
  /** 0 first … 9 last; default: that of the job type. */
  readonly priority?: number | null | undefined
  /** When it may run, up to the setting schedule_horizon_days ahead; default: at once. */
  readonly scheduledAt?: Date | null | undefined
  /** 1 to 200 characters, unique within the job type. */
  readonly idempotencyKey?: string | null | undefined
  /**
   * How long the key stands for the job: unfinished (until it has finished), interval (idempotencySeconds) or forever.
   *
   * Left out, the database takes `'unfinished'::text`.
   */
  readonly idempotencyScope?: string | undefined
  /** Seconds, 1 to 31536000; with the scope interval only. */
  readonly idempotencySeconds?: number | null | undefined
  /** 1 to 200 characters: of the jobs of its type with this key only so many are in line or running at once (key_concurrency of the job type). Jobs of different keys take turns, so that none holds up the others. */
  readonly concurrencyKey?: string | null | undefined
  /** 1 to 200 characters, noted on every audit row of the job; default: that of the parent job, else job:<job_id>. */
  readonly correlationId?: string | null | undefined
  /** W3C trace context, version 00. */
  readonly traceparent?: string | null | undefined
  /**
   * Labels of your own, a JSON object.
   *
   * Left out, the database takes `'{}'::jsonb`.
   */
  readonly metadata?: unknown
  /** Tokens to reserve for an attempt, 0 to 2147483647; default: that of the job type. Where the endpoint limits input or output tokens, they count as both. */
  readonly estimatedTokens?: bigint | number | null | undefined
  /** When the job is given up if it has not started, after scheduledAt and up to the setting schedule_horizon_days ahead; default: that of the job type. */
  readonly deadlineAt?: Date | null | undefined
  /** 1 to 1000; default: that of the job type. */
  readonly maxAttempts?: number | null | undefined
  /** The job that enqueues this one; gives its correlation id and trace context. */
  readonly parentJobId?: JobId | null | undefined
  /** Input tokens to reserve for an attempt, 0 to 2147483647, in place of estimatedTokens; default: those of the job type, or 0 beside outputTokens. Both together must not exceed 2147483647. */
  readonly inputTokens?: bigint | number | null | undefined
  /** Output tokens to reserve for an attempt, likewise. */
  readonly outputTokens?: bigint | number | null | undefined
  /** Cost to reserve for an attempt in millionths of the currency of the endpoint, 0 to 1000000000000000; default: that of the job type. */
  readonly costMicros?: bigint | number | null | undefined
}

/** The row that `headgate.enqueue_job` answers. */
export interface EnqueueJobRow {
  readonly jobId: JobId
  readonly created: boolean
  readonly outcome: string
  readonly scheduledAt: Timestamp
}

/** What a call of `headgate.enqueue_job` can fail with. */
export type EnqueueJobError =
  | InvalidArgument
  | UnknownJobType
  | PayloadTooLarge
  | ScheduleOutOfRange
  | UnknownJob
  | LedgerBusy
  | EndpointInactive
  | CostExceedsLimit
  | CurrencyMismatch
  | QueueFull
  | CallError

export const enqueueJobArgs: z.ZodType<EnqueueJobArgs> = z.strictObject({
  jobType: argument.text,
  payload: argument.jsonb.optional(),
  priority: argument.int4.nullable().optional(),
  scheduledAt: argument.timestamptz.nullable().optional(),
  idempotencyKey: argument.text.nullable().optional(),
  idempotencyScope: argument.text.optional(),
  idempotencySeconds: argument.int4.nullable().optional(),
  concurrencyKey: argument.text.nullable().optional(),
  correlationId: argument.text.nullable().optional(),
  traceparent: argument.text.nullable().optional(),
  metadata: argument.jsonb.optional(),
  estimatedTokens: argument.int8.nullable().optional(),
  deadlineAt: argument.timestamptz.nullable().optional(),
  maxAttempts: argument.int4.nullable().optional(),
  parentJobId: JobId.nullable().optional(),
  inputTokens: argument.int8.nullable().optional(),
  outputTokens: argument.int8.nullable().optional(),
  costMicros: argument.int8.nullable().optional(),
})

export const enqueueJobRow: z.ZodType<EnqueueJobRow> = z.object({
  jobId: JobId,
  created: column.bool,
  outcome: column.text,
  scheduledAt: column.timestamptz,
})

export const enqueueJobFunction: FunctionSpec = {
  name: 'enqueue_job',
  returns: 'one',
  scalar: false,
  readonly: false,
  roles: ['headgate_operator', 'headgate_producer', 'headgate_worker'],
  parameters: {
    jobType: { name: 'p_job_type', type: 'text', cast: 'pg_catalog.text' },
    payload: { name: 'p_payload', type: 'jsonb', cast: 'pg_catalog.jsonb' },
    priority: { name: 'p_priority', type: 'int4', cast: 'pg_catalog.int4' },
    scheduledAt: { name: 'p_scheduled_at', type: 'timestamptz', cast: 'pg_catalog.timestamptz' },
    idempotencyKey: { name: 'p_idempotency_key', type: 'text', cast: 'pg_catalog.text' },
    idempotencyScope: { name: 'p_idempotency_scope', type: 'text', cast: 'pg_catalog.text' },
    idempotencySeconds: { name: 'p_idempotency_seconds', type: 'int4', cast: 'pg_catalog.int4' },
    concurrencyKey: { name: 'p_concurrency_key', type: 'text', cast: 'pg_catalog.text' },
    correlationId: { name: 'p_correlation_id', type: 'text', cast: 'pg_catalog.text' },
    traceparent: { name: 'p_traceparent', type: 'text', cast: 'pg_catalog.text' },
    metadata: { name: 'p_metadata', type: 'jsonb', cast: 'pg_catalog.jsonb' },
    estimatedTokens: { name: 'p_estimated_tokens', type: 'int8', cast: 'pg_catalog.int8' },
    deadlineAt: { name: 'p_deadline_at', type: 'timestamptz', cast: 'pg_catalog.timestamptz' },
    maxAttempts: { name: 'p_max_attempts', type: 'int4', cast: 'pg_catalog.int4' },
    parentJobId: { name: 'p_parent_job_id', type: 'int8', cast: 'pg_catalog.int8' },
    inputTokens: { name: 'p_input_tokens', type: 'int8', cast: 'pg_catalog.int8' },
    outputTokens: { name: 'p_output_tokens', type: 'int8', cast: 'pg_catalog.int8' },
    costMicros: { name: 'p_cost_micros', type: 'int8', cast: 'pg_catalog.int8' },
  },
  columns: {
    jobId: { name: 'job_id', type: 'int8', nullable: false },
    created: { name: 'created', type: 'bool', nullable: false },
    outcome: { name: 'outcome', type: 'text', nullable: false },
    scheduledAt: { name: 'scheduled_at', type: 'timestamptz', nullable: false },
  },
  errors: {
    JQ001: InvalidArgument,
    JQ002: UnknownJobType,
    JQ003: PayloadTooLarge,
    JQ004: ScheduleOutOfRange,
    JQ101: UnknownJob,
    JQ107: LedgerBusy,
    JQ202: EndpointInactive,
    JQ203: CostExceedsLimit,
    JQ209: CurrencyMismatch,
    JQ210: QueueFull,
  },
  fingerprints,
  args: enqueueJobArgs,
  row: enqueueJobRow,
}

/**
 * Puts a job in line, in the caller's transaction.
 *
 * With an idempotency key the same key gives the same job: the loser of a race gets the winner's job id, outcome duplicate. When the endpoint's queue is full, backpressure delays the job (outcome delayed) or refuses it with queue_full.
 *
 * SQL: `headgate.enqueue_job`, called by `headgate_operator`, `headgate_producer`, `headgate_worker`.
 *
 * @returns one row: the job, whether this call created it, outcome (accepted, delayed, duplicate) and when it may run.
 * @throws {@link InvalidArgument} An argument is missing, out of range or of the wrong shape.
 * @throws {@link UnknownJobType} The job type is not registered.
 * @throws {@link PayloadTooLarge} A document is larger than allowed.
 * @throws {@link ScheduleOutOfRange} A time lies in the past, beyond the horizon, or after a deadline.
 * @throws {@link UnknownJob} There is no such job.
 * @throws {@link LedgerBusy} The ledger has no room for the job at the moment. Retryable.
 * @throws {@link EndpointInactive} The endpoint is inactive or draining: nothing may be enqueued for it.
 * @throws {@link CostExceedsLimit} The cost is larger than the limit of the endpoint and could never be granted.
 * @throws {@link CurrencyMismatch} The cost is in another currency than the budget.
 * @throws {@link QueueFull} More jobs wait for the endpoint than its queue_depth_limit allows. Retryable.
 * @since 0.1
 */
export function enqueueJob(transport: Transport, args: EnqueueJobArgs): Call<EnqueueJobRow, EnqueueJobError> {
  return invoke(transport, enqueueJobFunction, args) as Call<EnqueueJobRow, EnqueueJobError>
}
