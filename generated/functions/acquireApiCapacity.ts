// Generated from the contract of the database by `npm run codegen`. Do not edit.

import * as z from 'zod'
import { argument, type Call, type CallError, column, type FunctionSpec, invoke, type Transport } from '../../client/runtime.ts'
import { fingerprints } from '../contract.ts'
import { InvalidArgument, UnknownEndpoint, CostExceedsLimit } from '../errors.ts'
import { ReservationId } from '../types.ts'

/** Arguments of `headgate.acquire_api_capacity`. */
export interface AcquireApiCapacityArgs {
  /** Provider of the endpoint. */
  readonly provider: string
  /** Endpoint, as set by set_api_rate_limit. */
  readonly endpoint: string
  /**
   * Estimated tokens, 0 to 2147483647.
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
}

/** The row that `headgate.acquire_api_capacity` answers. */
export interface AcquireApiCapacityRow {
  readonly granted: boolean
  readonly reservationId: ReservationId | null
  readonly expiresAt: Date | null
  readonly blockedBy: string | null
  readonly retryAt: Date | null
}

/** What a call of `headgate.acquire_api_capacity` can fail with. */
export type AcquireApiCapacityError =
  | InvalidArgument
  | UnknownEndpoint
  | CostExceedsLimit
  | CallError

export const acquireApiCapacityArgs: z.ZodType<AcquireApiCapacityArgs> = z.strictObject({
  provider: argument.text,
  endpoint: argument.text,
  tokens: argument.int8.optional(),
  requests: argument.int4.optional(),
  scope: argument.text.optional(),
  ttlSeconds: argument.int4.nullable().optional(),
  correlationId: argument.text.nullable().optional(),
})

export const acquireApiCapacityRow: z.ZodType<AcquireApiCapacityRow> = z.object({
  granted: column.bool,
  reservationId: ReservationId.nullable(),
  expiresAt: column.timestamptz.nullable(),
  blockedBy: column.text.nullable(),
  retryAt: column.timestamptz.nullable(),
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
  },
  columns: {
    granted: { name: 'granted', type: 'bool', nullable: false },
    reservationId: { name: 'reservation_id', type: 'int8', nullable: true },
    expiresAt: { name: 'expires_at', type: 'timestamptz', nullable: true },
    blockedBy: { name: 'blocked_by', type: 'text', nullable: true },
    retryAt: { name: 'retry_at', type: 'timestamptz', nullable: true },
  },
  errors: {
    JQ001: InvalidArgument,
    JQ201: UnknownEndpoint,
    JQ203: CostExceedsLimit,
  },
  fingerprints,
  args: acquireApiCapacityArgs,
  row: acquireApiCapacityRow,
}

/**
 * Takes capacity of an endpoint for one call: requests, tokens and one place among the concurrent calls, together or not at all.
 *
 * The limit is a sliding window in 60 slots: no interval of the window's length, however aligned, sees more than the limit. Make the call when granted is true, then release_api_capacity with what it really cost. Call it in a transaction of its own: the endpoint stays locked until the transaction ends.
 *
 * SQL: `headgate.acquire_api_capacity`, called by `headgate_worker`.
 *
 * @returns one row: granted; reservation_id and expires_at when granted; otherwise blocked_by (requests, tokens, concurrency, blocked, paused, inactive) and retry_at (null: nobody can say).
 * @throws {@link InvalidArgument} An argument is missing, out of range or of the wrong shape.
 * @throws {@link UnknownEndpoint} No limits are set for the endpoint.
 * @throws {@link CostExceedsLimit} The cost is larger than the limit of the endpoint and could never be granted.
 * @since 0.1
 */
export function acquireApiCapacity(transport: Transport, args: AcquireApiCapacityArgs): Call<AcquireApiCapacityRow, AcquireApiCapacityError> {
  return invoke(transport, acquireApiCapacityFunction, args) as Call<AcquireApiCapacityRow, AcquireApiCapacityError>
}
