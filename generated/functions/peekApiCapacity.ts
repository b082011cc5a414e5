// Generated from the contract of the database by `npm run codegen`. Do not edit.

import * as z from 'zod'
import { argument, type Call, type CallError, column, type FunctionSpec, invoke, type Timestamp, type Transport } from '../../client/runtime.ts'
import { fingerprints } from '../contract.ts'
import { InvalidArgument, UnknownEndpoint } from '../errors.ts'

/** Arguments of `headgate.peek_api_capacity`. */
export interface PeekApiCapacityArgs {
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

/** The row that `headgate.peek_api_capacity` answers. */
export interface PeekApiCapacityRow {
  readonly provider: string
  readonly endpoint: string
  readonly scope: string
  readonly status: string
  readonly windowSeconds: number
  readonly requestLimit: number | null
  readonly requestsAvailable: bigint | null
  readonly tokenLimit: number | null
  readonly tokensAvailable: bigint | null
  readonly concurrencyLimit: number | null
  readonly inFlight: number
  readonly blockedBy: string | null
  readonly retryAt: Timestamp | null
  readonly queueDepth: bigint
  readonly queueDepthLimit: number | null
  readonly mode: string
  readonly inputTokenLimit: number | null
  readonly inputTokensAvailable: bigint | null
  readonly outputTokenLimit: number | null
  readonly outputTokensAvailable: bigint | null
  readonly dayRequestLimit: bigint | null
  readonly dayRequestsAvailable: bigint | null
  readonly dayTokenLimit: bigint | null
  readonly dayTokensAvailable: bigint | null
  readonly dayCostLimit: bigint | null
  readonly dayCostAvailable: bigint | null
  readonly currency: string | null
  readonly dayEndsAt: Timestamp | null
  readonly holdSeconds: number | null
}

/** What a call of `headgate.peek_api_capacity` can fail with. */
export type PeekApiCapacityError =
  | InvalidArgument
  | UnknownEndpoint
  | CallError

export const peekApiCapacityArgs: z.ZodType<PeekApiCapacityArgs> = z.strictObject({
  provider: argument.text,
  endpoint: argument.text,
  scope: argument.text.optional(),
})

export const peekApiCapacityRow: z.ZodType<PeekApiCapacityRow> = z.object({
  provider: column.text,
  endpoint: column.text,
  scope: column.text,
  status: column.text,
  windowSeconds: column.float8,
  requestLimit: column.int4.nullable(),
  requestsAvailable: column.int8.nullable(),
  tokenLimit: column.int4.nullable(),
  tokensAvailable: column.int8.nullable(),
  concurrencyLimit: column.int4.nullable(),
  inFlight: column.int4,
  blockedBy: column.text.nullable(),
  retryAt: column.timestamptz.nullable(),
  queueDepth: column.int8,
  queueDepthLimit: column.int4.nullable(),
  mode: column.text,
  inputTokenLimit: column.int4.nullable(),
  inputTokensAvailable: column.int8.nullable(),
  outputTokenLimit: column.int4.nullable(),
  outputTokensAvailable: column.int8.nullable(),
  dayRequestLimit: column.int8.nullable(),
  dayRequestsAvailable: column.int8.nullable(),
  dayTokenLimit: column.int8.nullable(),
  dayTokensAvailable: column.int8.nullable(),
  dayCostLimit: column.int8.nullable(),
  dayCostAvailable: column.int8.nullable(),
  currency: column.text.nullable(),
  dayEndsAt: column.timestamptz.nullable(),
  holdSeconds: column.float8.nullable(),
})

export const peekApiCapacityFunction: FunctionSpec = {
  name: 'peek_api_capacity',
  returns: 'one',
  scalar: false,
  readonly: true,
  roles: ['headgate_observer', 'headgate_operator', 'headgate_producer', 'headgate_worker'],
  parameters: {
    provider: { name: 'p_provider', type: 'text', cast: 'pg_catalog.text' },
    endpoint: { name: 'p_endpoint', type: 'text', cast: 'pg_catalog.text' },
    scope: { name: 'p_scope', type: 'text', cast: 'pg_catalog.text' },
  },
  columns: {
    provider: { name: 'provider', type: 'text', nullable: false },
    endpoint: { name: 'endpoint', type: 'text', nullable: false },
    scope: { name: 'scope', type: 'text', nullable: false },
    status: { name: 'status', type: 'text', nullable: false },
    windowSeconds: { name: 'window_seconds', type: 'float8', nullable: false },
    requestLimit: { name: 'request_limit', type: 'int4', nullable: true },
    requestsAvailable: { name: 'requests_available', type: 'int8', nullable: true },
    tokenLimit: { name: 'token_limit', type: 'int4', nullable: true },
    tokensAvailable: { name: 'tokens_available', type: 'int8', nullable: true },
    concurrencyLimit: { name: 'concurrency_limit', type: 'int4', nullable: true },
    inFlight: { name: 'in_flight', type: 'int4', nullable: false },
    blockedBy: { name: 'blocked_by', type: 'text', nullable: true },
    retryAt: { name: 'retry_at', type: 'timestamptz', nullable: true },
    queueDepth: { name: 'queue_depth', type: 'int8', nullable: false },
    queueDepthLimit: { name: 'queue_depth_limit', type: 'int4', nullable: true },
    mode: { name: 'mode', type: 'text', nullable: false },
    inputTokenLimit: { name: 'input_token_limit', type: 'int4', nullable: true },
    inputTokensAvailable: { name: 'input_tokens_available', type: 'int8', nullable: true },
    outputTokenLimit: { name: 'output_token_limit', type: 'int4', nullable: true },
    outputTokensAvailable: { name: 'output_tokens_available', type: 'int8', nullable: true },
    dayRequestLimit: { name: 'day_request_limit', type: 'int8', nullable: true },
    dayRequestsAvailable: { name: 'day_requests_available', type: 'int8', nullable: true },
    dayTokenLimit: { name: 'day_token_limit', type: 'int8', nullable: true },
    dayTokensAvailable: { name: 'day_tokens_available', type: 'int8', nullable: true },
    dayCostLimit: { name: 'day_cost_limit', type: 'int8', nullable: true },
    dayCostAvailable: { name: 'day_cost_available', type: 'int8', nullable: true },
    currency: { name: 'currency', type: 'text', nullable: true },
    dayEndsAt: { name: 'day_ends_at', type: 'timestamptz', nullable: true },
    holdSeconds: { name: 'hold_seconds', type: 'float8', nullable: true },
  },
  errors: {
    JQ001: InvalidArgument,
    JQ201: UnknownEndpoint,
  },
  fingerprints,
  args: peekApiCapacityArgs,
  row: peekApiCapacityRow,
}

/**
 * What an endpoint could take now, without taking anything.
 *
 * SQL: `headgate.peek_api_capacity`, called by `headgate_observer`, `headgate_operator`, `headgate_producer`, `headgate_worker`. It changes nothing.
 *
 * @returns one row: limits and what is available of them (null: unlimited), what blocks the endpoint and until when, the jobs that wait for it (where no depth limit makes them known, counted up to 100000), and how long its calls last of late. requests_available and tokens_available are the least of window and day; the scopes that contain the endpoint are not looked at.
 * @throws {@link InvalidArgument} An argument is missing, out of range or of the wrong shape.
 * @throws {@link UnknownEndpoint} No limits are set for the endpoint.
 * @since 0.1
 */
export function peekApiCapacity(transport: Transport, args: PeekApiCapacityArgs): Call<PeekApiCapacityRow, PeekApiCapacityError> {
  return invoke(transport, peekApiCapacityFunction, args) as Call<PeekApiCapacityRow, PeekApiCapacityError>
}
