// Generated from the contract of the database by `npm run codegen`. Do not edit.

import * as z from 'zod'
import { argument, type Call, type CallError, column, type FunctionSpec, invoke, type Transport } from '../../client/runtime.ts'
import { fingerprints } from '../contract.ts'
import { InvalidArgument, UnknownEndpoint, ScopeCycle, UnknownTimeZone } from '../errors.ts'

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
  /** active, draining (what waits is worked off, nothing more is enqueued), paused (jobs wait) or inactive (nothing may be enqueued). */
  readonly status?: string | null | undefined
  /** strict: no window of any alignment sees more than its limit. mirror: buckets that hold a limit and refill within the window, for a provider that counts like that. */
  readonly mode?: string | null | undefined
  /** What becomes of a request larger than a limit of the window: refuse, or admit_alone, once nothing else is taken of it. */
  readonly oversize?: string | null | undefined
  /** Input tokens in any window, 1 to 2000000000; -1: unlimited. */
  readonly inputTokenLimit?: number | null | undefined
  /** Output tokens in any window, 1 to 2000000000; -1: unlimited. */
  readonly outputTokenLimit?: number | null | undefined
  /** What an input token counts in the total, 0 to 1000. */
  readonly inputTokenWeight?: string | number | null | undefined
  /** What an output token counts in the total, 0 to 1000. */
  readonly outputTokenWeight?: string | number | null | undefined
  /** Requests in a calendar day, 1 to 1000000000000000; -1: unlimited. */
  readonly dayRequestLimit?: bigint | number | null | undefined
  /** Tokens in a calendar day, weighted, 1 to 1000000000000000; -1: unlimited. */
  readonly dayTokenLimit?: bigint | number | null | undefined
  /** Cost in a calendar day, in millionths of the currency, 1 to 1000000000000000; -1: unlimited. */
  readonly dayCostLimit?: bigint | number | null | undefined
  /** Currency of costs, three capital letters. */
  readonly currency?: string | null | undefined
  /** Whose midnight ends the day: UTC, or a region and place such as America/Los_Angeles. */
  readonly dayTimeZone?: string | null | undefined
  /** Charge mode of requests. */
  readonly requestCharge?: string | null | undefined
  /** Charge mode of the total of tokens. */
  readonly tokenCharge?: string | null | undefined
  /** Charge mode of input tokens. */
  readonly inputTokenCharge?: string | null | undefined
  /** Charge mode of output tokens. */
  readonly outputTokenCharge?: string | null | undefined
  /** Scopes that contain this one, an array of up to 10 objects {"provider", "endpoint", "scope"}; provider and endpoint are those of this one if left out, and scope is the empty one. Whatever takes this scope takes them too. [] takes them back. */
  readonly parents?: unknown
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
  | UnknownEndpoint
  | ScopeCycle
  | UnknownTimeZone
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
  mode: argument.text.nullable().optional(),
  oversize: argument.text.nullable().optional(),
  inputTokenLimit: argument.int4.nullable().optional(),
  outputTokenLimit: argument.int4.nullable().optional(),
  inputTokenWeight: argument.numeric.nullable().optional(),
  outputTokenWeight: argument.numeric.nullable().optional(),
  dayRequestLimit: argument.int8.nullable().optional(),
  dayTokenLimit: argument.int8.nullable().optional(),
  dayCostLimit: argument.int8.nullable().optional(),
  currency: argument.text.nullable().optional(),
  dayTimeZone: argument.text.nullable().optional(),
  requestCharge: argument.text.nullable().optional(),
  tokenCharge: argument.text.nullable().optional(),
  inputTokenCharge: argument.text.nullable().optional(),
  outputTokenCharge: argument.text.nullable().optional(),
  parents: argument.jsonb.nullable().optional(),
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
    mode: { name: 'p_mode', type: 'text', cast: 'pg_catalog.text' },
    oversize: { name: 'p_oversize', type: 'text', cast: 'pg_catalog.text' },
    inputTokenLimit: { name: 'p_input_token_limit', type: 'int4', cast: 'pg_catalog.int4' },
    outputTokenLimit: { name: 'p_output_token_limit', type: 'int4', cast: 'pg_catalog.int4' },
    inputTokenWeight: { name: 'p_input_token_weight', type: 'numeric', cast: 'pg_catalog.numeric' },
    outputTokenWeight: { name: 'p_output_token_weight', type: 'numeric', cast: 'pg_catalog.numeric' },
    dayRequestLimit: { name: 'p_day_request_limit', type: 'int8', cast: 'pg_catalog.int8' },
    dayTokenLimit: { name: 'p_day_token_limit', type: 'int8', cast: 'pg_catalog.int8' },
    dayCostLimit: { name: 'p_day_cost_limit', type: 'int8', cast: 'pg_catalog.int8' },
    currency: { name: 'p_currency', type: 'text', cast: 'pg_catalog.text' },
    dayTimeZone: { name: 'p_day_time_zone', type: 'text', cast: 'pg_catalog.text' },
    requestCharge: { name: 'p_request_charge', type: 'text', cast: 'pg_catalog.text' },
    tokenCharge: { name: 'p_token_charge', type: 'text', cast: 'pg_catalog.text' },
    inputTokenCharge: { name: 'p_input_token_charge', type: 'text', cast: 'pg_catalog.text' },
    outputTokenCharge: { name: 'p_output_token_charge', type: 'text', cast: 'pg_catalog.text' },
    parents: { name: 'p_parents', type: 'jsonb', cast: 'pg_catalog.jsonb' },
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
    JQ201: UnknownEndpoint,
    JQ207: ScopeCycle,
    JQ402: UnknownTimeZone,
  },
  fingerprints,
  args: setApiRateLimitArgs,
  row: setApiRateLimitRow,
}

/**
 * Sets the limits of an endpoint, live: what is taken and what is reserved stays.
 *
 * What is left out keeps its value, or on a new endpoint its default: unlimited, a window of 60 seconds, a skew allowance of 0.5 seconds, reject, active, strict, weights of 1, days in UTC, reserve_then_settle. -1 lifts a limit.
 *
 * A charge mode says when a dimension is charged. reserve_only: the estimate, whatever comes of it. reserve_then_settle: the estimate, corrected when the call has ended. estimate_then_adjust: the same, and corrected by every report in between. actual_only: nothing before it is reported, and then at once.
 *
 * SQL: `headgate.set_api_rate_limit`, called by `headgate_operator`.
 *
 * @returns one row: the endpoint, whether it was created and whether anything changed.
 * @throws {@link InvalidArgument} An argument is missing, out of range or of the wrong shape.
 * @throws {@link UnknownEndpoint} No limits are set for the endpoint.
 * @throws {@link ScopeCycle} A scope would contain itself.
 * @throws {@link UnknownTimeZone} There is no such time zone.
 * @since 0.1
 */
export function setApiRateLimit(transport: Transport, args: SetApiRateLimitArgs): Call<SetApiRateLimitRow, SetApiRateLimitError> {
  return invoke(transport, setApiRateLimitFunction, args) as Call<SetApiRateLimitRow, SetApiRateLimitError>
}
