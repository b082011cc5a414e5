// Generated from the contract of the database by `npm run codegen`. Do not edit.

import * as z from 'zod'
import { argument, type Call, type CallError, column, type FunctionSpec, invoke, type Timestamp, type Transport } from '../../client/runtime.ts'
import { fingerprints } from '../contract.ts'
import { InvalidArgument, UnknownJob, LeaseLost } from '../errors.ts'
import { JobId, LeaseToken } from '../types.ts'

/** Arguments of `headgate.log_audit_event`. */
export interface LogAuditEventArgs {
  /** What was done: 1 to 100 of a-z, 0-9, _ . : - starting with a letter; not the name of a transition. */
  readonly action: string
  /** The patient concerned, 1 to 200 characters. */
  readonly patientId?: string | null | undefined
  /** The job during which it was done. */
  readonly jobId?: JobId | null | undefined
  /** Correlation id, 1 to 200 characters; default: that of the job. */
  readonly correlationId?: string | null | undefined
  /**
   * Facts as a JSON object: before, after, reason.
   *
   * Left out, the database takes `'{}'::jsonb`.
   */
  readonly details?: unknown
  /** The lease under which the job is held; proves that the caller still holds it. */
  readonly leaseToken?: LeaseToken | null | undefined
  /** User of the application on whose behalf it was done, 1 to 200 characters. */
  readonly applicationUser?: string | null | undefined
}

/** The row that `headgate.log_audit_event` answers. */
export interface LogAuditEventRow {
  readonly auditId: bigint
  readonly loggedAt: Timestamp
}

/** What a call of `headgate.log_audit_event` can fail with. */
export type LogAuditEventError =
  | InvalidArgument
  | UnknownJob
  | LeaseLost
  | CallError

export const logAuditEventArgs: z.ZodType<LogAuditEventArgs> = z.strictObject({
  action: argument.text,
  patientId: argument.text.nullable().optional(),
  jobId: JobId.nullable().optional(),
  correlationId: argument.text.nullable().optional(),
  details: argument.jsonb.optional(),
  leaseToken: LeaseToken.nullable().optional(),
  applicationUser: argument.text.nullable().optional(),
})

export const logAuditEventRow: z.ZodType<LogAuditEventRow> = z.object({
  auditId: column.int8,
  loggedAt: column.timestamptz,
})

export const logAuditEventFunction: FunctionSpec = {
  name: 'log_audit_event',
  returns: 'one',
  scalar: false,
  readonly: false,
  roles: ['headgate_operator', 'headgate_producer', 'headgate_worker'],
  parameters: {
    action: { name: 'p_action', type: 'text', cast: 'pg_catalog.text' },
    patientId: { name: 'p_patient_id', type: 'text', cast: 'pg_catalog.text' },
    jobId: { name: 'p_job_id', type: 'int8', cast: 'pg_catalog.int8' },
    correlationId: { name: 'p_correlation_id', type: 'text', cast: 'pg_catalog.text' },
    details: { name: 'p_details', type: 'jsonb', cast: 'pg_catalog.jsonb' },
    leaseToken: { name: 'p_lease_token', type: 'uuid', cast: 'pg_catalog.uuid' },
    applicationUser: { name: 'p_application_user', type: 'text', cast: 'pg_catalog.text' },
  },
  columns: {
    auditId: { name: 'audit_id', type: 'int8', nullable: false },
    loggedAt: { name: 'logged_at', type: 'timestamptz', nullable: false },
  },
  errors: {
    JQ001: InvalidArgument,
    JQ101: UnknownJob,
    JQ102: LeaseLost,
  },
  fingerprints,
  args: logAuditEventArgs,
  row: logAuditEventRow,
}

/**
 * Puts an event on the record: what a handler read or wrote elsewhere, for whom, and on whose behalf.
 *
 * Call it in the same transaction as the write it records. With leaseToken it counts for a job type that requires an audit before completion.
 *
 * SQL: `headgate.log_audit_event`, called by `headgate_operator`, `headgate_producer`, `headgate_worker`.
 *
 * @returns one row: the id and time of the record.
 * @throws {@link InvalidArgument} An argument is missing, out of range or of the wrong shape.
 * @throws {@link UnknownJob} There is no such job.
 * @throws {@link LeaseLost} The caller no longer holds the job: its lease expired, or the job was settled, cancelled or given to another worker.
 * @since 0.1
 */
export function logAuditEvent(transport: Transport, args: LogAuditEventArgs): Call<LogAuditEventRow, LogAuditEventError> {
  return invoke(transport, logAuditEventFunction, args) as Call<LogAuditEventRow, LogAuditEventError>
}
