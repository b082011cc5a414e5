// Generated from the contract of the database by `npm run codegen`. Do not edit.

import * as z from 'zod'
import { argument, type Call, type CallError, column, type FunctionSpec, invoke, type Timestamp, type Transport } from '../../client/runtime.ts'
import { fingerprints } from '../contract.ts'
import { InvalidArgument, UnknownEndpoint, CostExceedsLimit, CurrencyMismatch } from '../errors.ts'
import { ReservationId } from '../types.ts'

/** Arguments of `headgate.acquire_api_capacities`. */
export interface AcquireApiCapacitiesArgs {
  /** Provider of the endpoint. */
  readonly provider: string
  /** Endpoint, as set by set_api_rate_limit. */
  readonly endpoint: string
  /** An array of up to max_batch_size (a setting) objects with the keys tokens, requests (1 if left out), input_tokens, output_tokens, cost_micros and currency, as in acquire_api_capacity. An array of n empty objects asks for n requests. */
  readonly requests: unknown
  /**
   * Scope of the limit; empty for the endpoint as a whole.
   *
   * Left out, the database takes `''::text`.
   */
  readonly scope?: string | undefined
  /**
   * Whether a part of them will do.
   *
   * Left out, the database takes `false`.
   */
  readonly partial?: boolean | undefined
  /** Seconds after which the places are freed if nobody released them, 1 to 86400; default: the setting reservation_ttl_seconds. */
  readonly ttlSeconds?: number | null | undefined
  /** Correlation id to note on the reservations, 1 to 200 characters. */
  readonly correlationId?: string | null | undefined
}

/** A row that `headgate.acquire_api_capacities` answers. */
export interface AcquireApiCapacitiesRow {
  readonly element: number
  readonly granted: boolean
  readonly reservationId: ReservationId | null
  readonly expiresAt: Timestamp | null
  readonly blockedBy: string | null
  readonly retryAt: Timestamp | null
  readonly blockedEndpoint: string | null
  readonly blockedScope: string | null
}

/** What a call of `headgate.acquire_api_capacities` can fail with. */
export type AcquireApiCapacitiesError =
  | InvalidArgument
  | UnknownEndpoint
  | CostExceedsLimit
  | CurrencyMismatch
  | CallError

export const acquireApiCapacitiesArgs: z.ZodType<AcquireApiCapacitiesArgs> = z.strictObject({
  provider: argument.text,
  endpoint: argument.text,
  requests: argument.jsonb,
  scope: argument.text.optional(),
  partial: argument.bool.optional(),
  ttlSeconds: argument.int4.nullable().optional(),
  correlationId: argument.text.nullable().optional(),
})

export const acquireApiCapacitiesRow: z.ZodType<AcquireApiCapacitiesRow> = z.object({
  element: column.int4,
  granted: column.bool,
  reservationId: ReservationId.nullable(),
  expiresAt: column.timestamptz.nullable(),
  blockedBy: column.text.nullable(),
  retryAt: column.timestamptz.nullable(),
  blockedEndpoint: column.text.nullable(),
  blockedScope: column.text.nullable(),
})

export const acquireApiCapacitiesFunction: FunctionSpec = {
  name: 'acquire_api_capacities',
  returns: 'many',
  scalar: false,
  readonly: false,
  roles: ['headgate_worker'],
  parameters: {
    provider: { name: 'p_provider', type: 'text', cast: 'pg_catalog.text' },
    endpoint: { name: 'p_endpoint', type: 'text', cast: 'pg_catalog.text' },
    requests: { name: 'p_requests', type: 'jsonb', cast: 'pg_catalog.jsonb' },
    scope: { name: 'p_scope', type: 'text', cast: 'pg_catalog.text' },
    partial: { name: 'p_partial', type: 'bool', cast: 'pg_catalog.bool' },
    ttlSeconds: { name: 'p_ttl_seconds', type: 'int4', cast: 'pg_catalog.int4' },
    correlationId: { name: 'p_correlation_id', type: 'text', cast: 'pg_catalog.text' },
  },
  columns: {
    element: { name: 'element', type: 'int4', nullable: false },
    granted: { name: 'granted', type: 'bool', nullable: false },
    reservationId: { name: 'reservation_id', type: 'int8', nullable: true },
    expiresAt: { name: 'expires_at', type: 'timestamptz', nullable: true },
    blockedBy: { name: 'blocked_by', type: 'text', nullable: true },
    retryAt: { name: 'retry_at', type: 'timestamptz', nullable: true },
    blockedEndpoint: { name: 'blocked_endpoint', type: 'text', nullable: true },
    blockedScope: { name: 'blocked_scope', type: 'text', nullable: true },
  },
  errors: {
    JQ001: InvalidArgument,
    JQ201: UnknownEndpoint,
    JQ203: CostExceedsLimit,
    JQ209: CurrencyMismatch,
  },
  fingerprints,
  args: acquireApiCapacitiesArgs,
  row: acquireApiCapacitiesRow,
}

/**
 * Takes capacity of an endpoint for many calls at once: for all of them or, if one does not fit, for none.
 *
 * With partial it grants the first of them, up to the one that does not fit. Each call that is granted has a reservation of its own.
 *
 * SQL: `headgate.acquire_api_capacities`, called by `headgate_worker`.
 *
 * @returns many rows, in the order of the array: position, and as acquire_api_capacity; what was not granted names what refuses the first that did not fit.
 * @throws {@link InvalidArgument} An argument is missing, out of range or of the wrong shape.
 * @throws {@link UnknownEndpoint} No limits are set for the endpoint.
 * @throws {@link CostExceedsLimit} The cost is larger than the limit of the endpoint and could never be granted.
 * @throws {@link CurrencyMismatch} The cost is in another currency than the budget.
 * @since 0.1
 */
export function acquireApiCapacities(transport: Transport, args: AcquireApiCapacitiesArgs): Call<readonly AcquireApiCapacitiesRow[], AcquireApiCapacitiesError> {
  return invoke(transport, acquireApiCapacitiesFunction, args) as Call<readonly AcquireApiCapacitiesRow[], AcquireApiCapacitiesError>
}
