// Generated from the contract of the database by `npm run codegen`. Do not edit.

import * as z from 'zod'
import { argument, type Call, type CallError, column, type FunctionSpec, invoke, type Timestamp, type Transport } from '../../client/runtime.ts'
import { fingerprints } from '../contract.ts'
import { InvalidArgument, ScheduleOutOfRange, UnknownJob, LeaseLost, WrongState } from '../errors.ts'
import { JobId, JobState, LeaseToken } from '../types.ts'

/** Arguments of `headgate.reschedule_job`. */
export interface RescheduleJobArgs {
  /** The job. */
  readonly jobId: JobId
  /** Seconds from now, 0 up to the setting schedule_horizon_days. */
  readonly delaySeconds: number
  /** Why, 1 to 1000 characters; kept in the audit trail. */
  readonly reason: string
  /** The lease under which the caller holds it. Without it the job must be waiting. */
  readonly leaseToken?: LeaseToken | null | undefined
  /** Not before this moment either, up to the setting schedule_horizon_days ahead. */
  readonly until?: Date | null | undefined
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

/** The row that `headgate.reschedule_job` answers. */
export interface RescheduleJobRow {
  readonly jobId: JobId
  readonly state: JobState
  readonly scheduledAt: Timestamp
}

/** What a call of `headgate.reschedule_job` can fail with. */
export type RescheduleJobError =
  | InvalidArgument
  | ScheduleOutOfRange
  | UnknownJob
  | LeaseLost
  | WrongState
  | CallError

export const rescheduleJobArgs: z.ZodType<RescheduleJobArgs> = z.strictObject({
  jobId: JobId,
  delaySeconds: argument.int4,
  reason: argument.text,
  leaseToken: LeaseToken.nullable().optional(),
  until: argument.timestamptz.nullable().optional(),
  actualTokens: argument.int8.nullable().optional(),
  actualRequests: argument.int4.nullable().optional(),
  actualInputTokens: argument.int8.nullable().optional(),
  actualOutputTokens: argument.int8.nullable().optional(),
  actualCostMicros: argument.int8.nullable().optional(),
})

export const rescheduleJobRow: z.ZodType<RescheduleJobRow> = z.object({
  jobId: JobId,
  state: JobState,
  scheduledAt: column.timestamptz,
})

export const rescheduleJobFunction: FunctionSpec = {
  name: 'reschedule_job',
  returns: 'one',
  scalar: false,
  readonly: false,
  roles: ['headgate_operator', 'headgate_worker'],
  parameters: {
    jobId: { name: 'p_job_id', type: 'int8', cast: 'pg_catalog.int8' },
    delaySeconds: { name: 'p_delay_seconds', type: 'int4', cast: 'pg_catalog.int4' },
    reason: { name: 'p_reason', type: 'text', cast: 'pg_catalog.text' },
    leaseToken: { name: 'p_lease_token', type: 'uuid', cast: 'pg_catalog.uuid' },
    until: { name: 'p_until', type: 'timestamptz', cast: 'pg_catalog.timestamptz' },
    actualTokens: { name: 'p_actual_tokens', type: 'int8', cast: 'pg_catalog.int8' },
    actualRequests: { name: 'p_actual_requests', type: 'int4', cast: 'pg_catalog.int4' },
    actualInputTokens: { name: 'p_actual_input_tokens', type: 'int8', cast: 'pg_catalog.int8' },
    actualOutputTokens: { name: 'p_actual_output_tokens', type: 'int8', cast: 'pg_catalog.int8' },
    actualCostMicros: { name: 'p_actual_cost_micros', type: 'int8', cast: 'pg_catalog.int8' },
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
  args: rescheduleJobArgs,
  row: rescheduleJobRow,
}

/**
 * Puts a job back in line after a delay, without consuming an attempt.
 *
 * Whoever was told a retry_at passes it as until: the job comes back at that moment. What the attempt did not spend of its estimate is given back only if it is reported: actualTokens 0 and actualRequests 0 where no call was made.
 *
 * SQL: `headgate.reschedule_job`, called by `headgate_operator`, `headgate_worker`.
 *
 * @returns one row: the job, queued, and when it may run.
 * @throws {@link InvalidArgument} An argument is missing, out of range or of the wrong shape.
 * @throws {@link ScheduleOutOfRange} A time lies in the past, beyond the horizon, or after a deadline.
 * @throws {@link UnknownJob} There is no such job.
 * @throws {@link LeaseLost} The caller no longer holds the job: its lease expired, or the job was settled, cancelled or given to another worker.
 * @throws {@link WrongState} The job is in a state from which this is not possible.
 * @since 0.1
 */
export function rescheduleJob(transport: Transport, args: RescheduleJobArgs): Call<RescheduleJobRow, RescheduleJobError> {
  return invoke(transport, rescheduleJobFunction, args) as Call<RescheduleJobRow, RescheduleJobError>
}
