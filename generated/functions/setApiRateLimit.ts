// Generated from the contract of the database by `npm run codegen`. Do not edit.

import * as z from 'zod'
import { argument, type Call, type CallError, column, type FunctionSpec, invoke, type Transport } from '../../client/runtime.ts'
import { fingerprints } from '../contract.ts'
import { InvalidArgument } from '../errors.ts'

/** Arguments of `headgate.set_api_rate_limit`. */
export interface SetApiRateLimitArgs {
  /** Provider, 1 to 100 characters. */
  readonly provider: string
  /** Endpoint, 1 to 200 characters. */
  readonly endpoint: string
  /**
   * Organisation, project or key that the limit belongs to, up to 200 characters; empty: all.
   *
   * Left out, the database takes `''::text`.
   */
  readonly scope?: string | undefined
  /** Requests in any window, 1 to 2000000000; -1: unlimited. */
  readonly requestLimit?: number | null | undefined
  /** Tokens in any window, 1 to 2000000000; -1: unlimited. */
  readonly tokenLimit?: number | null | undefined
  /** Calls at the same time, 1 to 1000000; -1: unlimited. */
  readonly concurrencyLimit?: number | null | undefined
  /** Length of the sliding window in seconds, 0.1 to 86400. */
  readonly windowSeconds?: string | number | null | undefined
  /** Seconds by which a call may reach the provider after its grant, 0 to 60. */
  readonly skewAllowanceSeconds?: string | number | null | undefined
  /** Waiting jobs at which backpressure begins, 1 to 1000000; -1: none. */
  readonly queueDepthLimit?: number | null | undefined
  /** Past the depth limit: accept, delay or reject. */
  readonly backpressure?: string | null | undefined
  /** active, paused (jobs wait) or inactive (nothing may be enqueued). */
  readonly status?: string | null | undefined
}

/** The row that `headgate.set_api_rate_limit` answers. */
export interface SetApiRateLimitRow {
  readonly provider: string
  readonly endpoint: string
  readonly scope: string
  readonly created: boolean
  readonly changed: boolean
}

/** What a call of `headgate.set_api_rate_limit` can fail with. */
export type SetApiRateLimitError =
  | InvalidArgument
  | CallError

export const setApiRateLimitArgs: z.ZodType<SetApiRateLimitArgs> = z.strictObject({
  provider: argument.text,
  endpoint: argument.text,
  scope: argument.text.optional(),
  requestLimit: argument.int4.nullable().optional(),
  tokenLimit: argument.int4.nullable().optional(),
  concurrencyLimit: argument.int4.nullable().optional(),
  windowSeconds: argument.numeric.nullable().optional(),
  skewAllowanceSeconds: argument.numeric.nullable().optional(),
  queueDepthLimit: argument.int4.nullable().optional(),
  backpressure: argument.text.nullable().optional(),
  status: argument.text.nullable().optional(),
})

export const setApiRateLimitRow: z.ZodType<SetApiRateLimitRow> = z.object({
  provider: column.text,
  endpoint: column.text,
  scope: column.text,
  created: column.bool,
  changed: column.bool,
})

export const setApiRateLimitFunction: FunctionSpec = {
  name: 'set_api_rate_limit',
  returns: 'one',
  scalar: false,
  readonly: false,
  roles: ['headgate_operator'],
  parameters: {
    provider: { name: 'p_provider', type: 'text', cast: 'pg_catalog.text' },
    endpoint: { name: 'p_endpoint', type: 'text', cast: 'pg_catalog.text' },
    scope: { name: 'p_scope', type: 'text', cast: 'pg_catalog.text' },
    requestLimit: { name: 'p_request_limit', type: 'int4', cast: 'pg_catalog.int4' },
    tokenLimit: { name: 'p_token_limit', type: 'int4', cast: 'pg_catalog.int4' },
    concurrencyLimit: { name: 'p_concurrency_limit', type: 'int4', cast: 'pg_catalog.int4' },
    windowSeconds: { name: 'p_window_seconds', type: 'numeric', cast: 'pg_catalog.numeric' },
    skewAllowanceSeconds: { name: 'p_skew_allowance_seconds', type: 'numeric', cast: 'pg_catalog.numeric' },
    queueDepthLimit: { name: 'p_queue_depth_limit', type: 'int4', cast: 'pg_catalog.int4' },
    backpressure: { name: 'p_backpressure', type: 'text', cast: 'pg_catalog.text' },
    status: { name: 'p_status', type: 'text', cast: 'pg_catalog.text' },
  },
  columns: {
    provider: { name: 'provider', type: 'text', nullable: false },
    endpoint: { name: 'endpoint', type: 'text', nullable: false },
    scope: { name: 'scope', type: 'text', nullable: false },
    created: { name: 'created', type: 'bool', nullable: false },
    changed: { name: 'changed', type: 'bool', nullable: false },
  },
  errors: {
    JQ001: InvalidArgument,
  },
  fingerprints,
  args: setApiRateLimitArgs,
  row: setApiRateLimitRow,
}

/**
 * Sets the limits of an endpoint, live: what is taken and what is reserved stays.
 *
 * What is left out keeps its value, or on a new endpoint its default: unlimited, a window of 60 seconds, a skew allowance of 0.5 seconds, reject, active. -1 lifts a limit.
 *
 * SQL: `headgate.set_api_rate_limit`, called by `headgate_operator`.
 *
 * @returns one row: the endpoint, whether it was created and whether anything changed.
 * @throws {@link InvalidArgument} An argument is missing, out of range or of the wrong shape.
 * @since 0.1
 */
export function setApiRateLimit(transport: Transport, args: SetApiRateLimitArgs): Call<SetApiRateLimitRow, SetApiRateLimitError> {
  return invoke(transport, setApiRateLimitFunction, args) as Call<SetApiRateLimitRow, SetApiRateLimitError>
}
