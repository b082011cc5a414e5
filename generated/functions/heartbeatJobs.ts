// Generated from the contract of the database by `npm run codegen`. Do not edit.

import * as z from 'zod'
import { argument, type Call, type CallError, column, type FunctionSpec, invoke, type Timestamp, type Transport } from '../../client/runtime.ts'
import { fingerprints } from '../contract.ts'
import { InvalidArgument, UnknownJob, LeaseLost } from '../errors.ts'
import { JobId, LeaseToken } from '../types.ts'

/** Arguments of `headgate.heartbeat_jobs`. */
export interface HeartbeatJobsArgs {
  /** The lease. */
  readonly leaseToken: LeaseToken
  /** Seconds from now, 1 to 86400; default: as at the claim. */
  readonly extendSeconds?: number | null | undefined
}

/** The row that `headgate.heartbeat_jobs` answers. */
export interface HeartbeatJobsRow {
  readonly leaseExpiresAt: Timestamp
  readonly runUntil: Timestamp
  readonly leaseSeconds: number
  readonly runSeconds: number
  readonly jobIds: readonly JobId[]
}

/** What a call of `headgate.heartbeat_jobs` can fail with. */
export type HeartbeatJobsError =
  | InvalidArgument
  | UnknownJob
  | LeaseLost
  | CallError

export const heartbeatJobsArgs: z.ZodType<HeartbeatJobsArgs> = z.strictObject({
  leaseToken: LeaseToken,
  extendSeconds: argument.int4.nullable().optional(),
})

export const heartbeatJobsRow: z.ZodType<HeartbeatJobsRow> = z.object({
  leaseExpiresAt: column.timestamptz,
  runUntil: column.timestamptz,
  leaseSeconds: column.float8,
  runSeconds: column.float8,
  jobIds: z.array(JobId),
})

export const heartbeatJobsFunction: FunctionSpec = {
  name: 'heartbeat_jobs',
  returns: 'one',
  scalar: false,
  readonly: false,
  roles: ['headgate_worker'],
  parameters: {
    leaseToken: { name: 'p_lease_token', type: 'uuid', cast: 'pg_catalog.uuid' },
    extendSeconds: { name: 'p_extend_seconds', type: 'int4', cast: 'pg_catalog.int4' },
  },
  columns: {
    leaseExpiresAt: { name: 'lease_expires_at', type: 'timestamptz', nullable: false },
    runUntil: { name: 'run_until', type: 'timestamptz', nullable: false },
    leaseSeconds: { name: 'lease_seconds', type: 'float8', nullable: false },
    runSeconds: { name: 'run_seconds', type: 'float8', nullable: false },
    jobIds: { name: 'job_ids', type: 'int8[]', nullable: false },
  },
  errors: {
    JQ001: InvalidArgument,
    JQ101: UnknownJob,
    JQ102: LeaseLost,
  },
  fingerprints,
  args: heartbeatJobsArgs,
  row: heartbeatJobsRow,
}

/**
 * Says that the holder of a lease is alive, and extends the lease.
 *
 * Never beyond run_until: an attempt that runs longer than its job type allows loses its jobs.
 *
 * SQL: `headgate.heartbeat_jobs`, called by `headgate_worker`.
 *
 * @returns one row: when the lease now expires, beyond what moment it cannot be extended, how many seconds ahead both lie, and the jobs still held. Stop working on a job that is missing: it was cancelled or taken away.
 * @throws {@link InvalidArgument} An argument is missing, out of range or of the wrong shape.
 * @throws {@link UnknownJob} There is no such job.
 * @throws {@link LeaseLost} The caller no longer holds the job: its lease expired, or the job was settled, cancelled or given to another worker.
 * @since 0.1
 */
export function heartbeatJobs(transport: Transport, args: HeartbeatJobsArgs): Call<HeartbeatJobsRow, HeartbeatJobsError> {
  return invoke(transport, heartbeatJobsFunction, args) as Call<HeartbeatJobsRow, HeartbeatJobsError>
}
