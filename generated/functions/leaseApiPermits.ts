// Generated from the contract of the database by `npm run codegen`. Do not edit.

import * as z from 'zod'
import { argument, type Call, type CallError, column, type FunctionSpec, invoke, type Timestamp, type Transport } from '../../client/runtime.ts'
import { fingerprints } from '../contract.ts'
import { InvalidArgument, UnknownEndpoint } from '../errors.ts'
import { ReservationId } from '../types.ts'

/** Arguments of `headgate.lease_api_permits`. */
export interface LeaseApiPermitsArgs {
  /** Provider of the endpoint. */
  readonly provider: string
  /** Endpoint, as set by set_api_rate_limit. */
  readonly endpoint: string
  /** Name of the worker, 1 to 200 characters. */
  readonly worker: string
  /** At most so many, 1 to 100000. */
  readonly permits: number
  /**
   * Tokens that each call may cost, 0 to 20000.
   *
   * Left out, the database takes `0`.
   */
  readonly tokensEach?: bigint | number | undefined
  /**
   * Scope of the limit; empty for the endpoint as a whole.
   *
   * Left out, the database takes `''::text`.
   */
  readonly scope?: string | undefined
  /**
   * Seconds for which the permits are good, 0.1 up to the window of the endpoint.
   *
   * Left out, the database takes `5`.
   */
  readonly ttlSeconds?: string | number | undefined
}

/** The row that `headgate.lease_api_permits` answers. */
export interface LeaseApiPermitsRow {
  readonly permits: number
  readonly reservationId: ReservationId | null
  readonly expiresAt: Timestamp | null
  readonly fairShare: bigint | null
  readonly blockedBy: string | null
  readonly retryAt: Timestamp | null
  readonly blockedEndpoint: string | null
  readonly blockedScope: string | null
}

/** What a call of `headgate.lease_api_permits` can fail with. */
export type LeaseApiPermitsError =
  | InvalidArgument
  | UnknownEndpoint
  | CallError

export const leaseApiPermitsArgs: z.ZodType<LeaseApiPermitsArgs> = z.strictObject({
  provider: argument.text,
  endpoint: argument.text,
  worker: argument.text,
  permits: argument.int4,
  tokensEach: argument.int8.optional(),
  scope: argument.text.optional(),
  ttlSeconds: argument.numeric.optional(),
})

export const leaseApiPermitsRow: z.ZodType<LeaseApiPermitsRow> = z.object({
  permits: column.int4,
  reservationId: ReservationId.nullable(),
  expiresAt: column.timestamptz.nullable(),
  fairShare: column.int8.nullable(),
  blockedBy: column.text.nullable(),
  retryAt: column.timestamptz.nullable(),
  blockedEndpoint: column.text.nullable(),
  blockedScope: column.text.nullable(),
})

export const leaseApiPermitsFunction: FunctionSpec = {
  name: 'lease_api_permits',
  returns: 'one',
  scalar: false,
  readonly: false,
  roles: ['headgate_worker'],
  parameters: {
    provider: { name: 'p_provider', type: 'text', cast: 'pg_catalog.text' },
    endpoint: { name: 'p_endpoint', type: 'text', cast: 'pg_catalog.text' },
    worker: { name: 'p_worker', type: 'text', cast: 'pg_catalog.text' },
    permits: { name: 'p_permits', type: 'int4', cast: 'pg_catalog.int4' },
    tokensEach: { name: 'p_tokens_each', type: 'int8', cast: 'pg_catalog.int8' },
    scope: { name: 'p_scope', type: 'text', cast: 'pg_catalog.text' },
    ttlSeconds: { name: 'p_ttl_seconds', type: 'numeric', cast: 'pg_catalog.numeric' },
  },
  columns: {
    permits: { name: 'permits', type: 'int4', nullable: false },
    reservationId: { name: 'reservation_id', type: 'int8', nullable: true },
    expiresAt: { name: 'expires_at', type: 'timestamptz', nullable: true },
    fairShare: { name: 'fair_share', type: 'int8', nullable: true },
    blockedBy: { name: 'blocked_by', type: 'text', nullable: true },
    retryAt: { name: 'retry_at', type: 'timestamptz', nullable: true },
    blockedEndpoint: { name: 'blocked_endpoint', type: 'text', nullable: true },
    blockedScope: { name: 'blocked_scope', type: 'text', nullable: true },
  },
  errors: {
    JQ001: InvalidArgument,
    JQ201: UnknownEndpoint,
  },
  fingerprints,
  args: leaseApiPermitsArgs,
  row: leaseApiPermitsRow,
}

/**
 * Takes permits for up to so many calls, which a worker may spend by itself, without a call for each.
 *
 * It gets what there is, up to its share: what an empty endpoint would grant, divided by the workers that hold permits of it. Each permit may be spent once, for one request and tokensEach tokens, before expires_at; release_api_capacity with p_actual_requests and p_actual_tokens gives back what was not spent. Until then all of it counts, as if it were spent in the last moment, so that the limit holds whenever it is.
 *
 * SQL: `headgate.lease_api_permits`, called by `headgate_worker`.
 *
 * @returns one row: permits (0: none), the reservation and its end; fair_share (null: without limit); if there are none, blocked_by (as acquire_api_capacity, or share) and retry_at.
 * @throws {@link InvalidArgument} An argument is missing, out of range or of the wrong shape.
 * @throws {@link UnknownEndpoint} No limits are set for the endpoint.
 * @since 0.1
 */
export function leaseApiPermits(transport: Transport, args: LeaseApiPermitsArgs): Call<LeaseApiPermitsRow, LeaseApiPermitsError> {
  return invoke(transport, leaseApiPermitsFunction, args) as Call<LeaseApiPermitsRow, LeaseApiPermitsError>
}
