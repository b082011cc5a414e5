// Generated from the contract of the database by `npm run codegen`. Do not edit.

import * as z from 'zod'
import { argument, type Call, type CallError, column, type FunctionSpec, invoke, type Timestamp, type Transport } from '../../client/runtime.ts'
import { fingerprints } from '../contract.ts'
import { InvalidArgument, UnknownJobType, UnknownJob, LeaseLost, UnknownEndpoint, CostExceedsLimit, CurrencyMismatch } from '../errors.ts'
import { LeaseToken, ReservationId } from '../types.ts'

/** Arguments of `headgate.acquire_api_capacity`. */
export interface AcquireApiCapacityArgs {
  /** Provider of the endpoint. */
  readonly provider: string
  /** Endpoint, as set by set_api_rate_limit. */
  readonly endpoint: string
  /**
   * Estimated tokens of no declared kind, 0 to 2147483647; they count in the total only.
   *
   * Left out, the database takes `0`.
   */
  readonly tokens?: bigint | number | undefined
  /**
   * Requests to charge, 0 to 1000000.
   *
   * Left out, the database takes `1`.
   */
  readonly requests?: number | undefined
  /**
   * Scope of the limit; empty for the endpoint as a whole.
   *
   * Left out, the database takes `''::text`.
   */
  readonly scope?: string | undefined
  /** Seconds after which the place among the concurrent calls is freed if nobody released it, 1 to 86400; default: the setting reservation_ttl_seconds. The charge stays. */
  readonly ttlSeconds?: number | null | undefined
  /** Correlation id to note on the reservation, 1 to 200 characters. */
  readonly correlationId?: string | null | undefined
  /** Estimated input tokens, 0 to 2147483647; with outputTokens, in place of tokens. The total is their weighted sum. */
  readonly inputTokens?: bigint | number | null | undefined
  /** Estimated output tokens, 0 to 2147483647. */
  readonly outputTokens?: bigint | number | null | undefined
  /** Estimated cost in millionths of the currency, 0 to 1000000000000000. */
  readonly costMicros?: bigint | number | null | undefined
  /** Currency of the cost, three capital letters; that of the budget. */
  readonly currency?: string | null | undefined
  /** Books ahead instead of refusing, if the call may begin within so many seconds, 0 to 86400, and two windows; default: no booking. Bookings of an endpoint begin in the order in which they were made. A place among the concurrent calls is taken at once. */
  readonly maxWaitSeconds?: string | number | null | undefined
  /** Lease of the job that makes the call: when that ends, so does the reservation. */
  readonly leaseToken?: LeaseToken | null | undefined
  /** Job type whose estimates learn from what the call really costs. */
  readonly jobType?: string | null | undefined
  /**
   * Says what would happen and takes nothing.
   *
   * Left out, the database takes `false`.
   */
  readonly dryRun?: boolean | undefined
}

/** The row that `headgate.acquire_api_capacity` answers. */
export interface AcquireApiCapacityRow {
  readonly granted: boolean
  readonly reservationId: ReservationId | null
  readonly expiresAt: Timestamp | null
  readonly blockedBy: string | null
  readonly retryAt: Timestamp | null
  readonly blockedEndpoint: string | null
  readonly blockedScope: string | null
  readonly startAt: Timestamp | null
  readonly waitSeconds: number | null
}

/** What a call of `headgate.acquire_api_capacity` can fail with. */
export type AcquireApiCapacityError =
  | InvalidArgument
  | UnknownJobType
  | UnknownJob
  | LeaseLost
  | UnknownEndpoint
  | CostExceedsLimit
  | CurrencyMismatch
  | CallError

export const acquireApiCapacityArgs: z.ZodType<AcquireApiCapacityArgs> = z.strictObject({
  provider: argument.text,
  endpoint: argument.text,
  tokens: argument.int8.optional(),
  requests: argument.int4.optional(),
  scope: argument.text.optional(),
  ttlSeconds: argument.int4.nullable().optional(),
  correlationId: argument.text.nullable().optional(),
  inputTokens: argument.int8.nullable().optional(),
  outputTokens: argument.int8.nullable().optional(),
  costMicros: argument.int8.nullable().optional(),
  currency: argument.text.nullable().optional(),
  maxWaitSeconds: argument.numeric.nullable().optional(),
  leaseToken: LeaseToken.nullable().optional(),
  jobType: argument.text.nullable().optional(),
  dryRun: argument.bool.optional(),
})

export const acquireApiCapacityRow: z.ZodType<AcquireApiCapacityRow> = z.object({
  granted: column.bool,
  reservationId: ReservationId.nullable(),
  expiresAt: column.timestamptz.nullable(),
  blockedBy: column.text.nullable(),
  retryAt: column.timestamptz.nullable(),
  blockedEndpoint: column.text.nullable(),
  blockedScope: column.text.nullable(),
  startAt: column.timestamptz.nullable(),
  waitSeconds: column.float8.nullable(),
})

export const acquireApiCapacityFunction: FunctionSpec = {
  name: 'acquire_api_capacity',
  returns: 'one',
  scalar: false,
  readonly: false,
  roles: ['headgate_worker'],
  parameters: {
    provider: { name: 'p_provider', type: 'text', cast: 'pg_catalog.text' },
    endpoint: { name: 'p_endpoint', type: 'text', cast: 'pg_catalog.text' },
    tokens: { name: 'p_tokens', type: 'int8', cast: 'pg_catalog.int8' },
    requests: { name: 'p_requests', type: 'int4', cast: 'pg_catalog.int4' },
    scope: { name: 'p_scope', type: 'text', cast: 'pg_catalog.text' },
    ttlSeconds: { name: 'p_ttl_seconds', type: 'int4', cast: 'pg_catalog.int4' },
    correlationId: { name: 'p_correlation_id', type: 'text', cast: 'pg_catalog.text' },
    inputTokens: { name: 'p_input_tokens', type: 'int8', cast: 'pg_catalog.int8' },
    outputTokens: { name: 'p_output_tokens', type: 'int8', cast: 'pg_catalog.int8' },
    costMicros: { name: 'p_cost_micros', type: 'int8', cast: 'pg_catalog.int8' },
    currency: { name: 'p_currency', type: 'text', cast: 'pg_catalog.text' },
    maxWaitSeconds: { name: 'p_max_wait_seconds', type: 'numeric', cast: 'pg_catalog.numeric' },
    leaseToken: { name: 'p_lease_token', type: 'uuid', cast: 'pg_catalog.uuid' },
    jobType: { name: 'p_job_type', type: 'text', cast: 'pg_catalog.text' },
    dryRun: { name: 'p_dry_run', type: 'bool', cast: 'pg_catalog.bool' },
  },
  columns: {
    granted: { name: 'granted', type: 'bool', nullable: false },
    reservationId: { name: 'reservation_id', type: 'int8', nullable: true },
    expiresAt: { name: 'expires_at', type: 'timestamptz', nullable: true },
    blockedBy: { name: 'blocked_by', type: 'text', nullable: true },
    retryAt: { name: 'retry_at', type: 'timestamptz', nullable: true },
    blockedEndpoint: { name: 'blocked_endpoint', type: 'text', nullable: true },
    blockedScope: { name: 'blocked_scope', type: 'text', nullable: true },
    startAt: { name: 'start_at', type: 'timestamptz', nullable: true },
    waitSeconds: { name: 'wait_seconds', type: 'float8', nullable: true },
  },
  errors: {
    JQ001: InvalidArgument,
    JQ002: UnknownJobType,
    JQ101: UnknownJob,
    JQ102: LeaseLost,
    JQ201: UnknownEndpoint,
    JQ203: CostExceedsLimit,
    JQ209: CurrencyMismatch,
  },
  fingerprints,
  args: acquireApiCapacityArgs,
  row: acquireApiCapacityRow,
}

/**
 * Takes capacity of an endpoint for one call: every dimension that it limits and one place among the concurrent calls, of the endpoint and of all scopes that contain it, together or not at all.
 *
 * A strict limit is a sliding window in 60 slots: no interval of the window's length, however aligned, sees more than the limit. Make the call when granted is true (not before start_at), then release_api_capacity with what it really cost. Call it in a transaction of its own: the endpoint stays locked until the transaction ends.
 *
 * SQL: `headgate.acquire_api_capacity`, called by `headgate_worker`.
 *
 * @returns one row: granted; reservation_id, expires_at and start_at (when the call may be made) when granted; otherwise blocked_by (requests, tokens, input_tokens, output_tokens, day_requests, day_tokens, day_cost, concurrency, blocked, paused, inactive), the endpoint and scope that refuse, and retry_at (null: nobody can say). wait_seconds is how long it is until start_at or retry_at by the clock of the server, which need not be that of the caller.
 * @throws {@link InvalidArgument} An argument is missing, out of range or of the wrong shape.
 * @throws {@link UnknownJobType} The job type is not registered.
 * @throws {@link UnknownJob} There is no such job.
 * @throws {@link LeaseLost} The caller no longer holds the job: its lease expired, or the job was settled, cancelled or given to another worker.
 * @throws {@link UnknownEndpoint} No limits are set for the endpoint.
 * @throws {@link CostExceedsLimit} The cost is larger than the limit of the endpoint and could never be granted.
 * @throws {@link CurrencyMismatch} The cost is in another currency than the budget.
 * @since 0.1
 */
export function acquireApiCapacity(transport: Transport, args: AcquireApiCapacityArgs): Call<AcquireApiCapacityRow, AcquireApiCapacityError> {
  return invoke(transport, acquireApiCapacityFunction, args) as Call<AcquireApiCapacityRow, AcquireApiCapacityError>
}
