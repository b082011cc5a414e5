// Generated from the contract of the database by `npm run codegen`. Do not edit.

import * as z from 'zod'
import { argument, type Call, type CallError, column, type FunctionSpec, invoke, type Timestamp, type Transport } from '../../client/runtime.ts'
import { fingerprints } from '../contract.ts'
import { InvalidArgument, UnknownEndpoint } from '../errors.ts'

/** Arguments of `headgate.report_api_throttle`. */
export interface ReportApiThrottleArgs {
  /** Provider of the endpoint. */
  readonly provider: string
  /** Endpoint, as set by set_api_rate_limit. */
  readonly endpoint: string
  /** HTTP status of the answer. */
  readonly status: number
  /** How long to wait, where the caller knows it from elsewhere than the headers: seconds, 1m30s, or a date. */
  readonly retryAfter?: string | null | undefined
  /** Headers of the answer, an object of names and values; what is none is ignored. */
  readonly headers?: unknown
  /** What the provider called the error: type, code and message, as far as they are known. */
  readonly error?: string | null | undefined
  /**
   * Scope of the limit; empty for the endpoint as a whole.
   *
   * Left out, the database takes `''::text`.
   */
  readonly scope?: string | undefined
  /** When the capacity for the refused call was taken: calls that were under way together lower the factor once. Default: the factor is lowered unless the endpoint is blocked. */
  readonly calledAt?: Date | null | undefined
}

/** The row that `headgate.report_api_throttle` answers. */
export interface ReportApiThrottleRow {
  readonly kind: string
  readonly retryable: boolean
  readonly delaySeconds: number
  readonly blockedUntil: Timestamp | null
  readonly factor: number
}

/** What a call of `headgate.report_api_throttle` can fail with. */
export type ReportApiThrottleError =
  | InvalidArgument
  | UnknownEndpoint
  | CallError

export const reportApiThrottleArgs: z.ZodType<ReportApiThrottleArgs> = z.strictObject({
  provider: argument.text,
  endpoint: argument.text,
  status: argument.int4,
  retryAfter: argument.text.nullable().optional(),
  headers: argument.jsonb.nullable().optional(),
  error: argument.text.nullable().optional(),
  scope: argument.text.optional(),
  calledAt: argument.timestamptz.nullable().optional(),
})

export const reportApiThrottleRow: z.ZodType<ReportApiThrottleRow> = z.object({
  kind: column.text,
  retryable: column.bool,
  delaySeconds: column.int4,
  blockedUntil: column.timestamptz.nullable(),
  factor: column.float8,
})

export const reportApiThrottleFunction: FunctionSpec = {
  name: 'report_api_throttle',
  returns: 'one',
  scalar: false,
  readonly: false,
  roles: ['headgate_operator', 'headgate_worker'],
  parameters: {
    provider: { name: 'p_provider', type: 'text', cast: 'pg_catalog.text' },
    endpoint: { name: 'p_endpoint', type: 'text', cast: 'pg_catalog.text' },
    status: { name: 'p_status', type: 'int4', cast: 'pg_catalog.int4' },
    retryAfter: { name: 'p_retry_after', type: 'text', cast: 'pg_catalog.text' },
    headers: { name: 'p_headers', type: 'jsonb', cast: 'pg_catalog.jsonb' },
    error: { name: 'p_error', type: 'text', cast: 'pg_catalog.text' },
    scope: { name: 'p_scope', type: 'text', cast: 'pg_catalog.text' },
    calledAt: { name: 'p_called_at', type: 'timestamptz', cast: 'pg_catalog.timestamptz' },
  },
  columns: {
    kind: { name: 'kind', type: 'text', nullable: false },
    retryable: { name: 'retryable', type: 'bool', nullable: false },
    delaySeconds: { name: 'delay_seconds', type: 'int4', nullable: false },
    blockedUntil: { name: 'blocked_until', type: 'timestamptz', nullable: true },
    factor: { name: 'factor', type: 'float8', nullable: false },
  },
  errors: {
    JQ001: InvalidArgument,
    JQ201: UnknownEndpoint,
  },
  fingerprints,
  args: reportApiThrottleArgs,
  row: reportApiThrottleRow,
}

/**
 * Tells the limiter what a provider answered: after a refusal nobody is granted anything of the endpoint until the provider takes calls again, and then less than before, slowly rising to the limits that were set.
 *
 * Reads retry-after (seconds or a date), retry-after-ms, x-ratelimit-* as of OpenAI, anthropic-ratelimit-*, RateLimit and RateLimit-Policy of the IETF draft, and the exceptions of AWS. What cannot be read or lies in the past counts as not said; no wait is longer than the setting throttle_longest_seconds. What headers say is left may only lower a level. Any status may be reported: 200 with its headers keeps levels in step with a provider whom others use too.
 *
 * SQL: `headgate.report_api_throttle`, called by `headgate_operator`, `headgate_worker`.
 *
 * @returns one row: kind (rate, acceleration, overload, spend, oversized; none: the answer was no refusal), whether to try the call again, in how many seconds at the earliest, until when the endpoint is blocked (null: it is not), and the share of its limits in force.
 * @throws {@link InvalidArgument} An argument is missing, out of range or of the wrong shape.
 * @throws {@link UnknownEndpoint} No limits are set for the endpoint.
 * @since 0.1
 */
export function reportApiThrottle(transport: Transport, args: ReportApiThrottleArgs): Call<ReportApiThrottleRow, ReportApiThrottleError> {
  return invoke(transport, reportApiThrottleFunction, args) as Call<ReportApiThrottleRow, ReportApiThrottleError>
}
