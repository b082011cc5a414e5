// Generated from the contract of the database by `npm run codegen`. Do not edit.

import * as z from 'zod'
import { argument, type Call, type CallError, column, type FunctionSpec, invoke, type Transport } from '../../client/runtime.ts'
import { fingerprints } from '../contract.ts'
import { InvalidArgument, UnknownEndpoint, EndpointInUse } from '../errors.ts'

/** Arguments of `headgate.remove_api_rate_limit`. */
export interface RemoveApiRateLimitArgs {
  /** Provider of the endpoint. */
  readonly provider: string
  /** Endpoint, as set by set_api_rate_limit. */
  readonly endpoint: string
  /**
   * Scope of the limit; empty for the endpoint as a whole.
   *
   * Left out, the database takes `''::text`.
   */
  readonly scope?: string | undefined
}

/** The row that `headgate.remove_api_rate_limit` answers. */
export interface RemoveApiRateLimitRow {
  readonly provider: string
  readonly endpoint: string
  readonly scope: string
}

/** What a call of `headgate.remove_api_rate_limit` can fail with. */
export type RemoveApiRateLimitError =
  | InvalidArgument
  | UnknownEndpoint
  | EndpointInUse
  | CallError

export const removeApiRateLimitArgs: z.ZodType<RemoveApiRateLimitArgs> = z.strictObject({
  provider: argument.text,
  endpoint: argument.text,
  scope: argument.text.optional(),
})

export const removeApiRateLimitRow: z.ZodType<RemoveApiRateLimitRow> = z.object({
  provider: column.text,
  endpoint: column.text,
  scope: column.text,
})

export const removeApiRateLimitFunction: FunctionSpec = {
  name: 'remove_api_rate_limit',
  returns: 'one',
  scalar: false,
  readonly: false,
  roles: ['headgate_operator'],
  parameters: {
    provider: { name: 'p_provider', type: 'text', cast: 'pg_catalog.text' },
    endpoint: { name: 'p_endpoint', type: 'text', cast: 'pg_catalog.text' },
    scope: { name: 'p_scope', type: 'text', cast: 'pg_catalog.text' },
  },
  columns: {
    provider: { name: 'provider', type: 'text', nullable: false },
    endpoint: { name: 'endpoint', type: 'text', nullable: false },
    scope: { name: 'scope', type: 'text', nullable: false },
  },
  errors: {
    JQ001: InvalidArgument,
    JQ201: UnknownEndpoint,
    JQ208: EndpointInUse,
  },
  fingerprints,
  args: removeApiRateLimitArgs,
  row: removeApiRateLimitRow,
}

/**
 * Forgets an endpoint and its limits. Nothing may refer to it any more: no job type, no job that runs, no open reservation, no scope that it contains.
 *
 * SQL: `headgate.remove_api_rate_limit`, called by `headgate_operator`.
 *
 * @returns one row: what was removed.
 * @throws {@link InvalidArgument} An argument is missing, out of range or of the wrong shape.
 * @throws {@link UnknownEndpoint} No limits are set for the endpoint.
 * @throws {@link EndpointInUse} The endpoint cannot be removed: job types, jobs, reservations or other scopes refer to it.
 * @since 0.1
 */
export function removeApiRateLimit(transport: Transport, args: RemoveApiRateLimitArgs): Call<RemoveApiRateLimitRow, RemoveApiRateLimitError> {
  return invoke(transport, removeApiRateLimitFunction, args) as Call<RemoveApiRateLimitRow, RemoveApiRateLimitError>
}
