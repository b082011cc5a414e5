// Generated from the contract of the database by `npm run codegen`. Do not edit.

import * as z from 'zod'
import { argument, type Call, type CallError, column, type FunctionSpec, invoke, type Timestamp, type Transport } from '../../client/runtime.ts'
import { fingerprints } from '../contract.ts'
import { InvalidArgument, UnknownJob, LeaseLost, WrongState, NotPermitted } from '../errors.ts'
import { JobId, JobState, LeaseToken } from '../types.ts'

/** Arguments of `headgate.dead_letter_job`. */
export interface DeadLetterJobArgs {
  /** The job. */
  readonly jobId: JobId
  /** Why, 1 to 1000 characters; kept in error_details and the audit trail. */
  readonly reason: string
  /** The lease under which the caller holds it. Without it only an operator may call; a running job is then taken from its worker. */
  readonly leaseToken?: LeaseToken | null | undefined
}

/** The row that `headgate.dead_letter_job` answers. */
export interface DeadLetterJobRow {
  readonly jobId: JobId
  readonly state: JobState
  readonly finishedAt: Timestamp
}

/** What a call of `headgate.dead_letter_job` can fail with. */
export type DeadLetterJobError =
  | InvalidArgument
  | UnknownJob
  | LeaseLost
  | WrongState
  | NotPermitted
  | CallError

export const deadLetterJobArgs: z.ZodType<DeadLetterJobArgs> = z.strictObject({
  jobId: JobId,
  reason: argument.text,
  leaseToken: LeaseToken.nullable().optional(),
})

export const deadLetterJobRow: z.ZodType<DeadLetterJobRow> = z.object({
  jobId: JobId,
  state: JobState,
  finishedAt: column.timestamptz,
})

export const deadLetterJobFunction: FunctionSpec = {
  name: 'dead_letter_job',
  returns: 'one',
  scalar: false,
  readonly: false,
  roles: ['headgate_operator', 'headgate_worker'],
  parameters: {
    jobId: { name: 'p_job_id', type: 'int8', cast: 'pg_catalog.int8' },
    reason: { name: 'p_reason', type: 'text', cast: 'pg_catalog.text' },
    leaseToken: { name: 'p_lease_token', type: 'uuid', cast: 'pg_catalog.uuid' },
  },
  columns: {
    jobId: { name: 'job_id', type: 'int8', nullable: false },
    state: { name: 'state', type: 'text', nullable: false },
    finishedAt: { name: 'finished_at', type: 'timestamptz', nullable: false },
  },
  errors: {
    JQ001: InvalidArgument,
    JQ101: UnknownJob,
    JQ102: LeaseLost,
    JQ103: WrongState,
    JQ105: NotPermitted,
  },
  fingerprints,
  args: deadLetterJobArgs,
  row: deadLetterJobRow,
}

/**
 * Gives a job up: it stays on the record as a dead letter until redrive_jobs or retry_job puts it back in line.
 *
 * SQL: `headgate.dead_letter_job`, called by `headgate_operator`, `headgate_worker`.
 *
 * @returns one row: the job, dead_lettered, and when.
 * @throws {@link InvalidArgument} An argument is missing, out of range or of the wrong shape.
 * @throws {@link UnknownJob} There is no such job.
 * @throws {@link LeaseLost} The caller no longer holds the job: its lease expired, or the job was settled, cancelled or given to another worker.
 * @throws {@link WrongState} The job is in a state from which this is not possible.
 * @throws {@link NotPermitted} The role may call the function, but not do this with it.
 * @since 0.1
 */
export function deadLetterJob(transport: Transport, args: DeadLetterJobArgs): Call<DeadLetterJobRow, DeadLetterJobError> {
  return invoke(transport, deadLetterJobFunction, args) as Call<DeadLetterJobRow, DeadLetterJobError>
}
