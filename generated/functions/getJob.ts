// Generated from the contract of the database by `npm run codegen`. Do not edit.

import * as z from 'zod'
import { type Call, type CallError, column, type FunctionSpec, invoke, type Timestamp, type Transport } from '../../client/runtime.ts'
import { fingerprints } from '../contract.ts'
import { InvalidArgument, UnknownJob } from '../errors.ts'
import { JobId, JobState } from '../types.ts'

/** Arguments of `headgate.get_job`. */
export interface GetJobArgs {
  /** The job. */
  readonly jobId: JobId
}

/** The row that `headgate.get_job` answers. */
export interface GetJobRow {
  readonly jobId: JobId
  readonly jobType: string
  readonly state: JobState
  readonly priority: number
  readonly attempt: number
  readonly maxAttempts: number
  readonly retryCount: number
  readonly payload: unknown
  readonly metadata: unknown
  readonly correlationId: string
  readonly traceparent: string | null
  readonly parentJobId: JobId | null
  readonly idempotencyKey: string | null
  readonly concurrencyKey: string | null
  readonly estimatedTokens: bigint
  readonly actualTokens: bigint | null
  readonly createdAt: Timestamp
  readonly createdBy: string
  readonly scheduledAt: Timestamp
  readonly deadlineAt: Timestamp | null
  readonly firstStartedAt: Timestamp | null
  readonly startedAt: Timestamp | null
  readonly finishedAt: Timestamp | null
  readonly worker: string | null
  readonly leaseExpiresAt: Timestamp | null
  readonly waitSeconds: number
  readonly runSeconds: number
  readonly result: unknown
  readonly errorDetails: unknown
  readonly estimatedInputTokens: bigint | null
  readonly estimatedOutputTokens: bigint | null
  readonly estimatedCostMicros: bigint | null
  readonly actualInputTokens: bigint | null
  readonly actualOutputTokens: bigint | null
  readonly actualCostMicros: bigint | null
}

/** What a call of `headgate.get_job` can fail with. */
export type GetJobError =
  | InvalidArgument
  | UnknownJob
  | CallError

export const getJobArgs: z.ZodType<GetJobArgs> = z.strictObject({
  jobId: JobId,
})

export const getJobRow: z.ZodType<GetJobRow> = z.object({
  jobId: JobId,
  jobType: column.text,
  state: JobState,
  priority: column.int4,
  attempt: column.int4,
  maxAttempts: column.int4,
  retryCount: column.int4,
  payload: column.jsonb,
  metadata: column.jsonb,
  correlationId: column.text,
  traceparent: column.text.nullable(),
  parentJobId: JobId.nullable(),
  idempotencyKey: column.text.nullable(),
  concurrencyKey: column.text.nullable(),
  estimatedTokens: column.int8,
  actualTokens: column.int8.nullable(),
  createdAt: column.timestamptz,
  createdBy: column.text,
  scheduledAt: column.timestamptz,
  deadlineAt: column.timestamptz.nullable(),
  firstStartedAt: column.timestamptz.nullable(),
  startedAt: column.timestamptz.nullable(),
  finishedAt: column.timestamptz.nullable(),
  worker: column.text.nullable(),
  leaseExpiresAt: column.timestamptz.nullable(),
  waitSeconds: column.float8,
  runSeconds: column.float8,
  result: column.jsonb.nullable(),
  errorDetails: column.jsonb,
  estimatedInputTokens: column.int8.nullable(),
  estimatedOutputTokens: column.int8.nullable(),
  estimatedCostMicros: column.int8.nullable(),
  actualInputTokens: column.int8.nullable(),
  actualOutputTokens: column.int8.nullable(),
  actualCostMicros: column.int8.nullable(),
})

export const getJobFunction: FunctionSpec = {
  name: 'get_job',
  returns: 'one',
  scalar: false,
  readonly: true,
  roles: ['headgate_observer', 'headgate_operator', 'headgate_producer', 'headgate_worker'],
  parameters: {
    jobId: { name: 'p_job_id', type: 'int8', cast: 'pg_catalog.int8' },
  },
  columns: {
    jobId: { name: 'job_id', type: 'int8', nullable: false },
    jobType: { name: 'job_type', type: 'text', nullable: false },
    state: { name: 'state', type: 'text', nullable: false },
    priority: { name: 'priority', type: 'int4', nullable: false },
    attempt: { name: 'attempt', type: 'int4', nullable: false },
    maxAttempts: { name: 'max_attempts', type: 'int4', nullable: false },
    retryCount: { name: 'retry_count', type: 'int4', nullable: false },
    payload: { name: 'payload', type: 'jsonb', nullable: false },
    metadata: { name: 'metadata', type: 'jsonb', nullable: false },
    correlationId: { name: 'correlation_id', type: 'text', nullable: false },
    traceparent: { name: 'traceparent', type: 'text', nullable: true },
    parentJobId: { name: 'parent_job_id', type: 'int8', nullable: true },
    idempotencyKey: { name: 'idempotency_key', type: 'text', nullable: true },
    concurrencyKey: { name: 'concurrency_key', type: 'text', nullable: true },
    estimatedTokens: { name: 'estimated_tokens', type: 'int8', nullable: false },
    actualTokens: { name: 'actual_tokens', type: 'int8', nullable: true },
    createdAt: { name: 'created_at', type: 'timestamptz', nullable: false },
    createdBy: { name: 'created_by', type: 'text', nullable: false },
    scheduledAt: { name: 'scheduled_at', type: 'timestamptz', nullable: false },
    deadlineAt: { name: 'deadline_at', type: 'timestamptz', nullable: true },
    firstStartedAt: { name: 'first_started_at', type: 'timestamptz', nullable: true },
    startedAt: { name: 'started_at', type: 'timestamptz', nullable: true },
    finishedAt: { name: 'finished_at', type: 'timestamptz', nullable: true },
    worker: { name: 'worker', type: 'text', nullable: true },
    leaseExpiresAt: { name: 'lease_expires_at', type: 'timestamptz', nullable: true },
    waitSeconds: { name: 'wait_seconds', type: 'float8', nullable: false },
    runSeconds: { name: 'run_seconds', type: 'float8', nullable: false },
    result: { name: 'result', type: 'jsonb', nullable: true },
    errorDetails: { name: 'error_details', type: 'jsonb', nullable: false },
    estimatedInputTokens: { name: 'estimated_input_tokens', type: 'int8', nullable: true },
    estimatedOutputTokens: { name: 'estimated_output_tokens', type: 'int8', nullable: true },
    estimatedCostMicros: { name: 'estimated_cost_micros', type: 'int8', nullable: true },
    actualInputTokens: { name: 'actual_input_tokens', type: 'int8', nullable: true },
    actualOutputTokens: { name: 'actual_output_tokens', type: 'int8', nullable: true },
    actualCostMicros: { name: 'actual_cost_micros', type: 'int8', nullable: true },
  },
  errors: {
    JQ001: InvalidArgument,
    JQ101: UnknownJob,
  },
  fingerprints,
  args: getJobArgs,
  row: getJobRow,
}

/**
 * All there is to know about a job: who, when, how often, why it failed, how long each phase took.
 *
 * SQL: `headgate.get_job`, called by `headgate_observer`, `headgate_operator`, `headgate_producer`, `headgate_worker`. It changes nothing.
 *
 * @returns one row: the ledger's, with times in seconds and error_details listing the latest failures, oldest first.
 * @throws {@link InvalidArgument} An argument is missing, out of range or of the wrong shape.
 * @throws {@link UnknownJob} There is no such job.
 * @since 0.1
 */
export function getJob(transport: Transport, args: GetJobArgs): Call<GetJobRow, GetJobError> {
  return invoke(transport, getJobFunction, args) as Call<GetJobRow, GetJobError>
}
