// Generated from the contract of the database by `npm run codegen`. Do not edit.

import * as z from 'zod'
import { argument, type Call, type CallError, column, type FunctionSpec, invoke, type Timestamp, type Transport } from '../../client/runtime.ts'
import { fingerprints } from '../contract.ts'
import { InvalidArgument, ScheduleOutOfRange, UnknownJob, LeaseLost, WrongState } from '../errors.ts'
import { JobId, JobState, LeaseToken } from '../types.ts'

/** Arguments of `headgate.retry_job`. */
export interface RetryJobArgs {
  /** The job. */
  readonly jobId: JobId
  /** When, up to the setting schedule_horizon_days ahead; the past means at once. */
  readonly nextAt: Date
  /** Why, 1 to 1000 characters; kept in the audit trail. */
  readonly reason: string
  /** The lease under which the caller holds it. Without it the job must be waiting or a dead letter. */
  readonly leaseToken?: LeaseToken | null | undefined
}

/** The row that `headgate.retry_job` answers. */
export interface RetryJobRow {
  readonly jobId: JobId
  readonly state: JobState
  readonly scheduledAt: Timestamp
}

/** What a call of `headgate.retry_job` can fail with. */
export type RetryJobError =
  | InvalidArgument
  | ScheduleOutOfRange
  | UnknownJob
  | LeaseLost
  | WrongState
  | CallError

export const retryJobArgs: z.ZodType<RetryJobArgs> = z.strictObject({
  jobId: JobId,
  nextAt: argument.timestamptz,
  reason: argument.text,
  leaseToken: LeaseToken.nullable().optional(),
})

export const retryJobRow: z.ZodType<RetryJobRow> = z.object({
  jobId: JobId,
  state: JobState,
  scheduledAt: column.timestamptz,
})

export const retryJobFunction: FunctionSpec = {
  name: 'retry_job',
  returns: 'one',
  scalar: false,
  readonly: false,
  roles: ['headgate_operator', 'headgate_worker'],
  parameters: {
    jobId: { name: 'p_job_id', type: 'int8', cast: 'pg_catalog.int8' },
    nextAt: { name: 'p_next_at', type: 'timestamptz', cast: 'pg_catalog.timestamptz' },
    reason: { name: 'p_reason', type: 'text', cast: 'pg_catalog.text' },
    leaseToken: { name: 'p_lease_token', type: 'uuid', cast: 'pg_catalog.uuid' },
  },
  columns: {
    jobId: { name: 'job_id', type: 'int8', nullable: false },
    state: { name: 'state', type: 'text', nullable: false },
    scheduledAt: { name: 'scheduled_at', type: 'timestamptz', nullable: false },
  },
  errors: {
    JQ001: InvalidArgument,
    JQ004: ScheduleOutOfRange,
    JQ101: UnknownJob,
    JQ102: LeaseLost,
    JQ103: WrongState,
  },
  fingerprints,
  args: retryJobArgs,
  row: retryJobRow,
}

/**
 * Makes a job run again at a given time.
 *
 * A held job loses this attempt and is tried again even if it was the last one; a waiting one is moved; a dead letter is redriven with its attempts given back.
 *
 * SQL: `headgate.retry_job`, called by `headgate_operator`, `headgate_worker`.
 *
 * @returns one row: the job, queued, and when it may run.
 * @throws {@link InvalidArgument} An argument is missing, out of range or of the wrong shape.
 * @throws {@link ScheduleOutOfRange} A time lies in the past, beyond the horizon, or after a deadline.
 * @throws {@link UnknownJob} There is no such job.
 * @throws {@link LeaseLost} The caller no longer holds the job: its lease expired, or the job was settled, cancelled or given to another worker.
 * @throws {@link WrongState} The job is in a state from which this is not possible.
 * @since 0.1
 */
export function retryJob(transport: Transport, args: RetryJobArgs): Call<RetryJobRow, RetryJobError> {
  return invoke(transport, retryJobFunction, args) as Call<RetryJobRow, RetryJobError>
}
