// Generated from the contract of the database by `npm run codegen`. Do not edit.

import * as z from 'zod'
import { type Call, type CallError, column, type FunctionSpec, invoke, type Transport } from '../../client/runtime.ts'
import { fingerprints } from '../contract.ts'
import { InvalidArgument, PayloadTooLarge, ScheduleOutOfRange } from '../errors.ts'
import { JobId } from '../types.ts'
import { type CompleteJobArgs, completeJobArgs, completeJobFunction } from './completeJob.ts'

/** Arguments of `headgate.complete_jobs`. */
export interface CompleteJobsArgs {
  /** An array of up to max_batch_size (a setting) objects: job_id, lease_token and, if known, result, actual_tokens (or actual_input_tokens and actual_output_tokens), actual_requests, actual_cost_micros, as in complete_job. */
  readonly completions: readonly CompleteJobArgs[]
}

/** A row that `headgate.complete_jobs` answers. */
export interface CompleteJobsRow {
  readonly element: number
  readonly jobId: JobId
  readonly outcome: string
}

/** What a call of `headgate.complete_jobs` can fail with. */
export type CompleteJobsError =
  | InvalidArgument
  | PayloadTooLarge
  | ScheduleOutOfRange
  | CallError

export const completeJobsArgs: z.ZodType<CompleteJobsArgs> = z.strictObject({
  completions: z.array(completeJobArgs),
})

export const completeJobsRow: z.ZodType<CompleteJobsRow> = z.object({
  element: column.int4,
  jobId: JobId,
  outcome: column.text,
})

export const completeJobsFunction: FunctionSpec = {
  name: 'complete_jobs',
  returns: 'many',
  scalar: false,
  readonly: false,
  roles: ['headgate_worker'],
  parameters: {
    completions: { name: 'p_completions', type: 'jsonb', cast: 'pg_catalog.jsonb', elements: completeJobFunction.parameters },
  },
  columns: {
    element: { name: 'element', type: 'int4', nullable: false },
    jobId: { name: 'job_id', type: 'int8', nullable: false },
    outcome: { name: 'outcome', type: 'text', nullable: false },
  },
  errors: {
    JQ001: InvalidArgument,
    JQ003: PayloadTooLarge,
    JQ004: ScheduleOutOfRange,
  },
  fingerprints,
  args: completeJobsArgs,
  row: completeJobsRow,
}

/**
 * Reports that many held jobs are done, each with an outcome of its own.
 *
 * SQL: `headgate.complete_jobs`, called by `headgate_worker`.
 *
 * @returns many rows, in the order of the array: position (from 0), job, and outcome: completed, already_completed (by this lease), lease_lost, or audit_required.
 * @throws {@link InvalidArgument} An argument is missing, out of range or of the wrong shape.
 * @throws {@link PayloadTooLarge} A document is larger than allowed.
 * @throws {@link ScheduleOutOfRange} A time lies in the past, beyond the horizon, or after a deadline.
 * @since 0.1
 */
export function completeJobs(transport: Transport, args: CompleteJobsArgs): Call<readonly CompleteJobsRow[], CompleteJobsError> {
  return invoke(transport, completeJobsFunction, args) as Call<readonly CompleteJobsRow[], CompleteJobsError>
}
