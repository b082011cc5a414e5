// Generated from the contract of the database by `npm run codegen`. Do not edit.

import * as z from 'zod'
import { argument, type Call, type CallError, column, type FunctionSpec, invoke, type Timestamp, type Transport } from '../../client/runtime.ts'
import { fingerprints } from '../contract.ts'
import { InvalidArgument, UnknownJobType } from '../errors.ts'
import { JobId } from '../types.ts'

/** Arguments of `headgate.reclaim_timed_out_jobs`. */
export interface ReclaimTimedOutJobsArgs {
  /**
   * At most so many leases, 1 to 10000.
   *
   * Left out, the database takes `100`.
   */
  readonly limit?: number | undefined
}

/** A row that `headgate.reclaim_timed_out_jobs` answers. */
export interface ReclaimTimedOutJobsRow {
  readonly jobId: JobId
  readonly jobType: string
  readonly outcome: string
  readonly scheduledAt: Timestamp | null
}

/** What a call of `headgate.reclaim_timed_out_jobs` can fail with. */
export type ReclaimTimedOutJobsError =
  | InvalidArgument
  | UnknownJobType
  | CallError

export const reclaimTimedOutJobsArgs: z.ZodType<ReclaimTimedOutJobsArgs> = z.strictObject({
  limit: argument.int4.optional(),
})

export const reclaimTimedOutJobsRow: z.ZodType<ReclaimTimedOutJobsRow> = z.object({
  jobId: JobId,
  jobType: column.text,
  outcome: column.text,
  scheduledAt: column.timestamptz.nullable(),
})

export const reclaimTimedOutJobsFunction: FunctionSpec = {
  name: 'reclaim_timed_out_jobs',
  returns: 'many',
  scalar: false,
  readonly: false,
  roles: ['headgate_operator', 'headgate_worker'],
  parameters: {
    limit: { name: 'p_limit', type: 'int4', cast: 'pg_catalog.int4' },
  },
  columns: {
    jobId: { name: 'job_id', type: 'int8', nullable: false },
    jobType: { name: 'job_type', type: 'text', nullable: false },
    outcome: { name: 'outcome', type: 'text', nullable: false },
    scheduledAt: { name: 'scheduled_at', type: 'timestamptz', nullable: true },
  },
  errors: {
    JQ001: InvalidArgument,
    JQ002: UnknownJobType,
  },
  fingerprints,
  args: reclaimTimedOutJobsArgs,
  row: reclaimTimedOutJobsRow,
}

/**
 * Takes back the jobs of leases that ran out: their worker is taken for dead.
 *
 * claim_jobs and tick do this by themselves; call it to see what comes back. A lost lease consumes an attempt and the job is retried, unless its type says otherwise (crash_counts, on_crash).
 *
 * SQL: `headgate.reclaim_timed_out_jobs`, called by `headgate_operator`, `headgate_worker`.
 *
 * @returns many rows: each job, its type, outcome (queued or dead_lettered) and when it may run again.
 * @throws {@link InvalidArgument} An argument is missing, out of range or of the wrong shape.
 * @throws {@link UnknownJobType} The job type is not registered.
 * @since 0.1
 */
export function reclaimTimedOutJobs(transport: Transport, args: ReclaimTimedOutJobsArgs = {}): Call<readonly ReclaimTimedOutJobsRow[], ReclaimTimedOutJobsError> {
  return invoke(transport, reclaimTimedOutJobsFunction, args) as Call<readonly ReclaimTimedOutJobsRow[], ReclaimTimedOutJobsError>
}
