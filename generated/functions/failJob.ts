// Generated from the contract of the database by `npm run codegen`. Do not edit.

import * as z from 'zod'
import { argument, type Call, type CallError, column, type FunctionSpec, invoke, type Timestamp, type Transport } from '../../client/runtime.ts'
import { fingerprints } from '../contract.ts'
import { InvalidArgument, PayloadTooLarge, ScheduleOutOfRange, UnknownJob, LeaseLost } from '../errors.ts'
import { JobId, JobState, LeaseToken } from '../types.ts'

/** Arguments of `headgate.fail_job`. */
export interface FailJobArgs {
  /** The job. */
  readonly jobId: JobId
  /** The lease under which it was claimed. */
  readonly leaseToken: LeaseToken
  /** What went wrong, any JSON up to the setting max_payload_bytes; kept in error_details. */
  readonly error: unknown
  /**
   * false: the failure is final.
   *
   * Left out, the database takes `true`.
   */
  readonly retryable?: boolean | undefined
  /** When to try again; default: after the backoff. */
  readonly retryAt?: Date | null | undefined
  /** Tokens the attempt cost, 0 to 2147483647; default: what was reserved, or the sum of both kinds. Where the endpoint limits input or output tokens, they count as both. */
  readonly actualTokens?: bigint | number | null | undefined
  /** Requests the attempt made, 0 to 1000000; default: 1. */
  readonly actualRequests?: number | null | undefined
  /** Input tokens the attempt cost, 0 to 2147483647, in place of actualTokens; default: 0 beside actualOutputTokens. */
  readonly actualInputTokens?: bigint | number | null | undefined
  /** Output tokens the attempt cost, likewise. */
  readonly actualOutputTokens?: bigint | number | null | undefined
  /** What the attempt cost in millionths of the currency of the endpoint, 0 to 1000000000000000; default: what was reserved. */
  readonly actualCostMicros?: bigint | number | null | undefined
}

/** The row that `headgate.fail_job` answers. */
export interface FailJobRow {
  readonly jobId: JobId
  readonly state: JobState
  readonly retryCount: number
  readonly scheduledAt: Timestamp | null
}

/** What a call of `headgate.fail_job` can fail with. */
export type FailJobError =
  | InvalidArgument
  | PayloadTooLarge
  | ScheduleOutOfRange
  | UnknownJob
  | LeaseLost
  | CallError

export const failJobArgs: z.ZodType<FailJobArgs> = z.strictObject({
  jobId: JobId,
  leaseToken: LeaseToken,
  error: argument.jsonb,
  retryable: argument.bool.optional(),
  retryAt: argument.timestamptz.nullable().optional(),
  actualTokens: argument.int8.nullable().optional(),
  actualRequests: argument.int4.nullable().optional(),
  actualInputTokens: argument.int8.nullable().optional(),
  actualOutputTokens: argument.int8.nullable().optional(),
  actualCostMicros: argument.int8.nullable().optional(),
})

export const failJobRow: z.ZodType<FailJobRow> = z.object({
  jobId: JobId,
  state: JobState,
  retryCount: column.int4,
  scheduledAt: column.timestamptz.nullable(),
})

export const failJobFunction: FunctionSpec = {
  name: 'fail_job',
  returns: 'one',
  scalar: false,
  readonly: false,
  roles: ['headgate_worker'],
  parameters: {
    jobId: { name: 'p_job_id', type: 'int8', cast: 'pg_catalog.int8' },
    leaseToken: { name: 'p_lease_token', type: 'uuid', cast: 'pg_catalog.uuid' },
    error: { name: 'p_error', type: 'jsonb', cast: 'pg_catalog.jsonb' },
    retryable: { name: 'p_retryable', type: 'bool', cast: 'pg_catalog.bool' },
    retryAt: { name: 'p_retry_at', type: 'timestamptz', cast: 'pg_catalog.timestamptz' },
    actualTokens: { name: 'p_actual_tokens', type: 'int8', cast: 'pg_catalog.int8' },
    actualRequests: { name: 'p_actual_requests', type: 'int4', cast: 'pg_catalog.int4' },
    actualInputTokens: { name: 'p_actual_input_tokens', type: 'int8', cast: 'pg_catalog.int8' },
    actualOutputTokens: { name: 'p_actual_output_tokens', type: 'int8', cast: 'pg_catalog.int8' },
    actualCostMicros: { name: 'p_actual_cost_micros', type: 'int8', cast: 'pg_catalog.int8' },
  },
  columns: {
    jobId: { name: 'job_id', type: 'int8', nullable: false },
    state: { name: 'state', type: 'text', nullable: false },
    retryCount: { name: 'retry_count', type: 'int4', nullable: false },
    scheduledAt: { name: 'scheduled_at', type: 'timestamptz', nullable: true },
  },
  errors: {
    JQ001: InvalidArgument,
    JQ003: PayloadTooLarge,
    JQ004: ScheduleOutOfRange,
    JQ101: UnknownJob,
    JQ102: LeaseLost,
  },
  fingerprints,
  args: failJobArgs,
  row: failJobRow,
}

/**
 * Reports that an attempt at a held job failed.
 *
 * The job is put back in line after the backoff of its type, or dead-lettered if the failure is final, its attempts are used up, or its deadline would pass first.
 *
 * SQL: `headgate.fail_job`, called by `headgate_worker`.
 *
 * @returns one row: the job, its state (queued or dead_lettered), how often it was retried, and when it may run again.
 * @throws {@link InvalidArgument} An argument is missing, out of range or of the wrong shape.
 * @throws {@link PayloadTooLarge} A document is larger than allowed.
 * @throws {@link ScheduleOutOfRange} A time lies in the past, beyond the horizon, or after a deadline.
 * @throws {@link UnknownJob} There is no such job.
 * @throws {@link LeaseLost} The caller no longer holds the job: its lease expired, or the job was settled, cancelled or given to another worker.
 * @since 0.1
 */
export function failJob(transport: Transport, args: FailJobArgs): Call<FailJobRow, FailJobError> {
  return invoke(transport, failJobFunction, args) as Call<FailJobRow, FailJobError>
}
