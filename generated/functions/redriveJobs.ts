// Generated from the contract of the database by `npm run codegen`. Do not edit.

import * as z from 'zod'
import { argument, type Call, type CallError, column, type FunctionSpec, invoke, type Timestamp, type Transport } from '../../client/runtime.ts'
import { fingerprints } from '../contract.ts'
import { InvalidArgument, UnknownJobType } from '../errors.ts'
import { JobId } from '../types.ts'

/** Arguments of `headgate.redrive_jobs`. */
export interface RedriveJobsArgs {
  /** A registered job type. */
  readonly jobType: string
  /**
   * At most so many, 1 to 10000.
   *
   * Left out, the database takes `100`.
   */
  readonly limit?: number | undefined
}

/** A row that `headgate.redrive_jobs` answers. */
export interface RedriveJobsRow {
  readonly jobId: JobId
  readonly scheduledAt: Timestamp
}

/** What a call of `headgate.redrive_jobs` can fail with. */
export type RedriveJobsError =
  | InvalidArgument
  | UnknownJobType
  | CallError

export const redriveJobsArgs: z.ZodType<RedriveJobsArgs> = z.strictObject({
  jobType: argument.text,
  limit: argument.int4.optional(),
})

export const redriveJobsRow: z.ZodType<RedriveJobsRow> = z.object({
  jobId: JobId,
  scheduledAt: column.timestamptz,
})

export const redriveJobsFunction: FunctionSpec = {
  name: 'redrive_jobs',
  returns: 'many',
  scalar: false,
  readonly: false,
  roles: ['headgate_operator'],
  parameters: {
    jobType: { name: 'p_job_type', type: 'text', cast: 'pg_catalog.text' },
    limit: { name: 'p_limit', type: 'int4', cast: 'pg_catalog.int4' },
  },
  columns: {
    jobId: { name: 'job_id', type: 'int8', nullable: false },
    scheduledAt: { name: 'scheduled_at', type: 'timestamptz', nullable: false },
  },
  errors: {
    JQ001: InvalidArgument,
    JQ002: UnknownJobType,
  },
  fingerprints,
  args: redriveJobsArgs,
  row: redriveJobsRow,
}

/**
 * Puts dead letters of a type back in line, oldest jobs first, with their attempts given back.
 *
 * An idempotency key that was freed when the job died is not taken back: the same key may have been used since.
 *
 * SQL: `headgate.redrive_jobs`, called by `headgate_operator`.
 *
 * @returns many rows: each job put back, and when it may run.
 * @throws {@link InvalidArgument} An argument is missing, out of range or of the wrong shape.
 * @throws {@link UnknownJobType} The job type is not registered.
 * @since 0.1
 */
export function redriveJobs(transport: Transport, args: RedriveJobsArgs): Call<readonly RedriveJobsRow[], RedriveJobsError> {
  return invoke(transport, redriveJobsFunction, args) as Call<readonly RedriveJobsRow[], RedriveJobsError>
}
