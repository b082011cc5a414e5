// Generated from the contract of the database by `npm run codegen`. Do not edit.

import * as z from 'zod'
import { argument, type Call, type CallError, column, type FunctionSpec, invoke, type Timestamp, type Transport } from '../../client/runtime.ts'
import { fingerprints } from '../contract.ts'
import { InvalidArgument, UnknownJob, WrongState } from '../errors.ts'
import { JobId, JobState } from '../types.ts'

/** Arguments of `headgate.cancel_job`. */
export interface CancelJobArgs {
  /** The job. */
  readonly jobId: JobId
  /** Why, 1 to 1000 characters; kept in the audit trail. */
  readonly reason?: string | null | undefined
}

/** The row that `headgate.cancel_job` answers. */
export interface CancelJobRow {
  readonly jobId: JobId
  readonly state: JobState
  readonly finishedAt: Timestamp
}

/** What a call of `headgate.cancel_job` can fail with. */
export type CancelJobError =
  | InvalidArgument
  | UnknownJob
  | WrongState
  | CallError

export const cancelJobArgs: z.ZodType<CancelJobArgs> = z.strictObject({
  jobId: JobId,
  reason: argument.text.nullable().optional(),
})

export const cancelJobRow: z.ZodType<CancelJobRow> = z.object({
  jobId: JobId,
  state: JobState,
  finishedAt: column.timestamptz,
})

export const cancelJobFunction: FunctionSpec = {
  name: 'cancel_job',
  returns: 'one',
  scalar: false,
  readonly: false,
  roles: ['headgate_operator', 'headgate_producer'],
  parameters: {
    jobId: { name: 'p_job_id', type: 'int8', cast: 'pg_catalog.int8' },
    reason: { name: 'p_reason', type: 'text', cast: 'pg_catalog.text' },
  },
  columns: {
    jobId: { name: 'job_id', type: 'int8', nullable: false },
    state: { name: 'state', type: 'text', nullable: false },
    finishedAt: { name: 'finished_at', type: 'timestamptz', nullable: false },
  },
  errors: {
    JQ001: InvalidArgument,
    JQ101: UnknownJob,
    JQ103: WrongState,
  },
  fingerprints,
  args: cancelJobArgs,
  row: cancelJobRow,
}

/**
 * Cancels a job that waits or runs.
 *
 * A running job is taken from its worker: the next heartbeat no longer lists it, and its result is refused with lease_lost.
 *
 * SQL: `headgate.cancel_job`, called by `headgate_operator`, `headgate_producer`.
 *
 * @returns one row: the job, cancelled, and when.
 * @throws {@link InvalidArgument} An argument is missing, out of range or of the wrong shape.
 * @throws {@link UnknownJob} There is no such job.
 * @throws {@link WrongState} The job is in a state from which this is not possible.
 * @since 0.1
 */
export function cancelJob(transport: Transport, args: CancelJobArgs): Call<CancelJobRow, CancelJobError> {
  return invoke(transport, cancelJobFunction, args) as Call<CancelJobRow, CancelJobError>
}
