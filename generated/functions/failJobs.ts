// Generated from the contract of the database by `npm run codegen`. Do not edit.

import * as z from 'zod'
import { type Call, type CallError, column, type FunctionSpec, invoke, type Timestamp, type Transport } from '../../client/runtime.ts'
import { fingerprints } from '../contract.ts'
import { InvalidArgument, PayloadTooLarge, ScheduleOutOfRange } from '../errors.ts'
import { JobId } from '../types.ts'
import { type FailJobArgs, failJobArgs, failJobFunction } from './failJob.ts'

/** Arguments of `headgate.fail_jobs`. */
export interface FailJobsArgs {
  /** An array of up to max_batch_size (a setting) objects: job_id, lease_token, error and, if wanted, retryable, retry_at, actual_tokens (or actual_input_tokens and actual_output_tokens), actual_requests, actual_cost_micros, as in fail_job. */
  readonly failures: readonly FailJobArgs[]
}

/** A row that `headgate.fail_jobs` answers. */
export interface FailJobsRow {
  readonly element: number
  readonly jobId: JobId
  readonly outcome: string
  readonly scheduledAt: Timestamp | null
}

/** What a call of `headgate.fail_jobs` can fail with. */
export type FailJobsError =
  | InvalidArgument
  | PayloadTooLarge
  | ScheduleOutOfRange
  | CallError

export const failJobsArgs: z.ZodType<FailJobsArgs> = z.strictObject({
  failures: z.array(failJobArgs),
})

export const failJobsRow: z.ZodType<FailJobsRow> = z.object({
  element: column.int4,
  jobId: JobId,
  outcome: column.text,
  scheduledAt: column.timestamptz.nullable(),
})

export const failJobsFunction: FunctionSpec = {
  name: 'fail_jobs',
  returns: 'many',
  scalar: false,
  readonly: false,
  roles: ['headgate_worker'],
  parameters: {
    failures: { name: 'p_failures', type: 'jsonb', cast: 'pg_catalog.jsonb', elements: failJobFunction.parameters },
  },
  columns: {
    element: { name: 'element', type: 'int4', nullable: false },
    jobId: { name: 'job_id', type: 'int8', nullable: false },
    outcome: { name: 'outcome', type: 'text', nullable: false },
    scheduledAt: { name: 'scheduled_at', type: 'timestamptz', nullable: true },
  },
  errors: {
    JQ001: InvalidArgument,
    JQ003: PayloadTooLarge,
    JQ004: ScheduleOutOfRange,
  },
  fingerprints,
  args: failJobsArgs,
  row: failJobsRow,
}

/**
 * Reports that attempts at many held jobs failed, each with an outcome of its own.
 *
 * SQL: `headgate.fail_jobs`, called by `headgate_worker`.
 *
 * @returns many rows, in the order of the array: position (from 0), job, outcome (queued, dead_lettered, lease_lost) and when it may run again.
 * @throws {@link InvalidArgument} An argument is missing, out of range or of the wrong shape.
 * @throws {@link PayloadTooLarge} A document is larger than allowed.
 * @throws {@link ScheduleOutOfRange} A time lies in the past, beyond the horizon, or after a deadline.
 * @since 0.1
 */
export function failJobs(transport: Transport, args: FailJobsArgs): Call<readonly FailJobsRow[], FailJobsError> {
  return invoke(transport, failJobsFunction, args) as Call<readonly FailJobsRow[], FailJobsError>
}
