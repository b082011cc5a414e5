// Generated from the contract of the database by `npm run codegen`. Do not edit.

import * as z from 'zod'
import { argument, type Call, type CallError, column, type FunctionSpec, invoke, type Timestamp, type Transport } from '../../client/runtime.ts'
import { fingerprints } from '../contract.ts'
import { InvalidArgument, PayloadTooLarge, UnknownJob, LeaseLost, AuditRequired } from '../errors.ts'
import { JobId, JobState, LeaseToken } from '../types.ts'

/** Arguments of `headgate.complete_job`. */
export interface CompleteJobArgs {
  /** The job. */
  readonly jobId: JobId
  /** The lease under which it was claimed. */
  readonly leaseToken: LeaseToken
  /** Output of the handler, any JSON up to the setting max_payload_bytes. */
  readonly result?: unknown
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

/** The row that `headgate.complete_job` answers. */
export interface CompleteJobRow {
  readonly jobId: JobId
  readonly state: JobState
  readonly finishedAt: Timestamp
}

/** What a call of `headgate.complete_job` can fail with. */
export type CompleteJobError =
  | InvalidArgument
  | PayloadTooLarge
  | UnknownJob
  | LeaseLost
  | AuditRequired
  | CallError

export const completeJobArgs: z.ZodType<CompleteJobArgs> = z.strictObject({
  jobId: JobId,
  leaseToken: LeaseToken,
  result: argument.jsonb.nullable().optional(),
  actualTokens: argument.int8.nullable().optional(),
  actualRequests: argument.int4.nullable().optional(),
  actualInputTokens: argument.int8.nullable().optional(),
  actualOutputTokens: argument.int8.nullable().optional(),
  actualCostMicros: argument.int8.nullable().optional(),
})

export const completeJobRow: z.ZodType<CompleteJobRow> = z.object({
  jobId: JobId,
  state: JobState,
  finishedAt: column.timestamptz,
})

export const completeJobFunction: FunctionSpec = {
  name: 'complete_job',
  returns: 'one',
  scalar: false,
  readonly: false,
  roles: ['headgate_worker'],
  parameters: {
    jobId: { name: 'p_job_id', type: 'int8', cast: 'pg_catalog.int8' },
    leaseToken: { name: 'p_lease_token', type: 'uuid', cast: 'pg_catalog.uuid' },
    result: { name: 'p_result', type: 'jsonb', cast: 'pg_catalog.jsonb' },
    actualTokens: { name: 'p_actual_tokens', type: 'int8', cast: 'pg_catalog.int8' },
    actualRequests: { name: 'p_actual_requests', type: 'int4', cast: 'pg_catalog.int4' },
    actualInputTokens: { name: 'p_actual_input_tokens', type: 'int8', cast: 'pg_catalog.int8' },
    actualOutputTokens: { name: 'p_actual_output_tokens', type: 'int8', cast: 'pg_catalog.int8' },
    actualCostMicros: { name: 'p_actual_cost_micros', type: 'int8', cast: 'pg_catalog.int8' },
  },
  columns: {
    jobId: { name: 'job_id', type: 'int8', nullable: false },
    state: { name: 'state', type: 'text', nullable: false },
    finishedAt: { name: 'finished_at', type: 'timestamptz', nullable: false },
  },
  errors: {
    JQ001: InvalidArgument,
    JQ003: PayloadTooLarge,
    JQ101: UnknownJob,
    JQ102: LeaseLost,
    JQ104: AuditRequired,
  },
  fingerprints,
  args: completeJobArgs,
  row: completeJobRow,
}

/**
 * Reports that a held job is done.
 *
 * Calling it again with the same lease token after it succeeded changes nothing and answers the same, so that it may be retried when the answer was lost.
 *
 * SQL: `headgate.complete_job`, called by `headgate_worker`.
 *
 * @returns one row: the job, completed, and when.
 * @throws {@link InvalidArgument} An argument is missing, out of range or of the wrong shape.
 * @throws {@link PayloadTooLarge} A document is larger than allowed.
 * @throws {@link UnknownJob} There is no such job.
 * @throws {@link LeaseLost} The caller no longer holds the job: its lease expired, or the job was settled, cancelled or given to another worker.
 * @throws {@link AuditRequired} The job type requires an audit event under the lease before completion.
 * @since 0.1
 */
export function completeJob(transport: Transport, args: CompleteJobArgs): Call<CompleteJobRow, CompleteJobError> {
  return invoke(transport, completeJobFunction, args) as Call<CompleteJobRow, CompleteJobError>
}
