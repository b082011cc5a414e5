// Generated from the contract of the database by `npm run codegen`. Do not edit.

import * as z from 'zod'
import { argument, type Call, type CallError, column, type FunctionSpec, invoke, type Timestamp, type Transport } from '../../client/runtime.ts'
import { fingerprints } from '../contract.ts'
import { InvalidArgument, UnknownJobType } from '../errors.ts'
import { JobId, LeaseToken } from '../types.ts'

/** Arguments of `headgate.claim_jobs`. */
export interface ClaimJobsArgs {
  /** Name of the worker, 1 to 200 characters. */
  readonly worker: string
  /** The job types it handles, 1 to 100. */
  readonly jobTypes: readonly string[]
  /**
   * At most so many jobs, 1 to 10000.
   *
   * Left out, the database takes `1`.
   */
  readonly limit?: number | undefined
  /** Seconds the lease lasts without a heartbeat, 1 to 86400; default: that of the job type, else the setting timeout_seconds. */
  readonly leaseSeconds?: number | null | undefined
  /**
   * Whether, should no row come back, jobs that come into line are to be announced on the channel headgate by their type. Announcements are best effort: look again after a few milliseconds, and now and then.
   *
   * Left out, the database takes `false`.
   */
  readonly wakeMe?: boolean | undefined
}

/** A row that `headgate.claim_jobs` answers. */
export interface ClaimJobsRow {
  readonly jobId: JobId
  readonly leaseToken: LeaseToken
  readonly jobType: string
  readonly attempt: number
  readonly maxAttempts: number
  readonly payload: unknown
  readonly metadata: unknown
  readonly correlationId: string
  readonly traceparent: string | null
  readonly scheduledAt: Timestamp
  readonly leaseExpiresAt: Timestamp
  readonly runUntil: Timestamp
  readonly leaseSeconds: number
  readonly runSeconds: number
  readonly deadlineAt: Timestamp | null
  readonly reservedTokens: bigint
  readonly provider: string | null
  readonly endpoint: string | null
  readonly scope: string | null
  readonly reservedInputTokens: bigint | null
  readonly reservedOutputTokens: bigint | null
  readonly reservedCostMicros: bigint | null
}

/** What a call of `headgate.claim_jobs` can fail with. */
export type ClaimJobsError =
  | InvalidArgument
  | UnknownJobType
  | CallError

export const claimJobsArgs: z.ZodType<ClaimJobsArgs> = z.strictObject({
  worker: argument.text,
  jobTypes: z.array(argument.text),
  limit: argument.int4.optional(),
  leaseSeconds: argument.int4.nullable().optional(),
  wakeMe: argument.bool.optional(),
})

export const claimJobsRow: z.ZodType<ClaimJobsRow> = z.object({
  jobId: JobId,
  leaseToken: LeaseToken,
  jobType: column.text,
  attempt: column.int4,
  maxAttempts: column.int4,
  payload: column.jsonb,
  metadata: column.jsonb,
  correlationId: column.text,
  traceparent: column.text.nullable(),
  scheduledAt: column.timestamptz,
  leaseExpiresAt: column.timestamptz,
  runUntil: column.timestamptz,
  leaseSeconds: column.float8,
  runSeconds: column.float8,
  deadlineAt: column.timestamptz.nullable(),
  reservedTokens: column.int8,
  provider: column.text.nullable(),
  endpoint: column.text.nullable(),
  scope: column.text.nullable(),
  reservedInputTokens: column.int8.nullable(),
  reservedOutputTokens: column.int8.nullable(),
  reservedCostMicros: column.int8.nullable(),
})

export const claimJobsFunction: FunctionSpec = {
  name: 'claim_jobs',
  returns: 'many',
  scalar: false,
  readonly: false,
  roles: ['headgate_worker'],
  parameters: {
    worker: { name: 'p_worker', type: 'text', cast: 'pg_catalog.text' },
    jobTypes: { name: 'p_job_types', type: 'text[]', cast: 'pg_catalog.text[]' },
    limit: { name: 'p_limit', type: 'int4', cast: 'pg_catalog.int4' },
    leaseSeconds: { name: 'p_lease_seconds', type: 'int4', cast: 'pg_catalog.int4' },
    wakeMe: { name: 'p_wake_me', type: 'bool', cast: 'pg_catalog.bool' },
  },
  columns: {
    jobId: { name: 'job_id', type: 'int8', nullable: false },
    leaseToken: { name: 'lease_token', type: 'uuid', nullable: false },
    jobType: { name: 'job_type', type: 'text', nullable: false },
    attempt: { name: 'attempt', type: 'int4', nullable: false },
    maxAttempts: { name: 'max_attempts', type: 'int4', nullable: false },
    payload: { name: 'payload', type: 'jsonb', nullable: false },
    metadata: { name: 'metadata', type: 'jsonb', nullable: false },
    correlationId: { name: 'correlation_id', type: 'text', nullable: false },
    traceparent: { name: 'traceparent', type: 'text', nullable: true },
    scheduledAt: { name: 'scheduled_at', type: 'timestamptz', nullable: false },
    leaseExpiresAt: { name: 'lease_expires_at', type: 'timestamptz', nullable: false },
    runUntil: { name: 'run_until', type: 'timestamptz', nullable: false },
    leaseSeconds: { name: 'lease_seconds', type: 'float8', nullable: false },
    runSeconds: { name: 'run_seconds', type: 'float8', nullable: false },
    deadlineAt: { name: 'deadline_at', type: 'timestamptz', nullable: true },
    reservedTokens: { name: 'reserved_tokens', type: 'int8', nullable: false },
    provider: { name: 'provider', type: 'text', nullable: true },
    endpoint: { name: 'endpoint', type: 'text', nullable: true },
    scope: { name: 'scope', type: 'text', nullable: true },
    reservedInputTokens: { name: 'reserved_input_tokens', type: 'int8', nullable: true },
    reservedOutputTokens: { name: 'reserved_output_tokens', type: 'int8', nullable: true },
    reservedCostMicros: { name: 'reserved_cost_micros', type: 'int8', nullable: true },
  },
  errors: {
    JQ001: InvalidArgument,
    JQ002: UnknownJobType,
  },
  fingerprints,
  args: claimJobsArgs,
  row: claimJobsRow,
}

/**
 * Gives a worker jobs that it may start now: ready, not paused, and with the capacity of their endpoint already taken.
 *
 * Each row carries the lease token that every later call about the job must show. Jobs of one type claimed by one call share a lease. Extend it with heartbeat_jobs before lease_expires_at, or others will get the jobs. No rows means that nothing can start now.
 *
 * SQL: `headgate.claim_jobs`, called by `headgate_worker`.
 *
 * @returns many rows, in the order in which they should start. lease_seconds and run_seconds say how far ahead lease_expires_at and run_until lie, so that a worker need not compare clocks.
 * @throws {@link InvalidArgument} An argument is missing, out of range or of the wrong shape.
 * @throws {@link UnknownJobType} The job type is not registered.
 * @since 0.1
 */
export function claimJobs(transport: Transport, args: ClaimJobsArgs): Call<readonly ClaimJobsRow[], ClaimJobsError> {
  return invoke(transport, claimJobsFunction, args) as Call<readonly ClaimJobsRow[], ClaimJobsError>
}
