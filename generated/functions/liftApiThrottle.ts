// Generated from the contract of the database by `npm run codegen`. Do not edit.

import * as z from 'zod'
import { argument, type Call, type CallError, column, type FunctionSpec, invoke, type Transport } from '../../client/runtime.ts'
import { fingerprints } from '../contract.ts'
import { InvalidArgument, UnknownEndpoint } from '../errors.ts'

/** Arguments of `headgate.lift_api_throttle`. */
export interface LiftApiThrottleArgs {
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

/** The row that `headgate.lift_api_throttle` answers. */
export interface LiftApiThrottleRow {
  readonly changed: boolean
}

/** What a call of `headgate.lift_api_throttle` can fail with. */
export type LiftApiThrottleError =
  | InvalidArgument
  | UnknownEndpoint
  | CallError

export const liftApiThrottleArgs: z.ZodType<LiftApiThrottleArgs> = z.strictObject({
  provider: argument.text,
  endpoint: argument.text,
  scope: argument.text.optional(),
})

export const liftApiThrottleRow: z.ZodType<LiftApiThrottleRow> = z.object({
  changed: column.bool,
})

export const liftApiThrottleFunction: FunctionSpec = {
  name: 'lift_api_throttle',
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
    changed: { name: 'changed', type: 'bool', nullable: false },
  },
  errors: {
    JQ001: InvalidArgument,
    JQ201: UnknownEndpoint,
  },
  fingerprints,
  args: liftApiThrottleArgs,
  row: liftApiThrottleRow,
}

/**
 * Forgets what refusals have made of an endpoint: it is no longer blocked, and its limits are in force in full. For example when a spend cap was raised.
 *
 * SQL: `headgate.lift_api_throttle`, called by `headgate_operator`.
 *
 * @returns one row: whether that changed anything.
 * @throws {@link InvalidArgument} An argument is missing, out of range or of the wrong shape.
 * @throws {@link UnknownEndpoint} No limits are set for the endpoint.
 * @since 0.1
 */
export function liftApiThrottle(transport: Transport, args: LiftApiThrottleArgs): Call<LiftApiThrottleRow, LiftApiThrottleError> {
  return invoke(transport, liftApiThrottleFunction, args) as Call<LiftApiThrottleRow, LiftApiThrottleError>
}
