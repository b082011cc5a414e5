// Generated from the contract of the database by `npm run codegen`. Do not edit.

import * as z from 'zod'
import { argument, type Call, type CallError, column, type FunctionSpec, invoke, type Transport } from '../../client/runtime.ts'
import { fingerprints } from '../contract.ts'
import { InvalidArgument, UnknownReservation, ReservationNotYours, ReservationSettled } from '../errors.ts'
import { ReservationId } from '../types.ts'

/** Arguments of `headgate.release_api_capacities`. */
export interface ReleaseApiCapacitiesArgs {
  /** An array of up to max_batch_size (a setting) objects with the keys reservation_id (needed), actual_tokens, actual_requests, actual_input_tokens, actual_output_tokens and actual_cost_micros, as in release_api_capacity. */
  readonly releases: unknown
}

/** A row that `headgate.release_api_capacities` answers. */
export interface ReleaseApiCapacitiesRow {
  readonly element: number
  readonly reservationId: ReservationId
  readonly outcome: string
  readonly chargedTokens: bigint
  readonly chargedRequests: number
}

/** What a call of `headgate.release_api_capacities` can fail with. */
export type ReleaseApiCapacitiesError =
  | InvalidArgument
  | UnknownReservation
  | ReservationNotYours
  | ReservationSettled
  | CallError

export const releaseApiCapacitiesArgs: z.ZodType<ReleaseApiCapacitiesArgs> = z.strictObject({
  releases: argument.jsonb,
})

export const releaseApiCapacitiesRow: z.ZodType<ReleaseApiCapacitiesRow> = z.object({
  element: column.int4,
  reservationId: ReservationId,
  outcome: column.text,
  chargedTokens: column.int8,
  chargedRequests: column.int4,
})

export const releaseApiCapacitiesFunction: FunctionSpec = {
  name: 'release_api_capacities',
  returns: 'many',
  scalar: false,
  readonly: false,
  roles: ['headgate_operator', 'headgate_worker'],
  parameters: {
    releases: { name: 'p_releases', type: 'jsonb', cast: 'pg_catalog.jsonb' },
  },
  columns: {
    element: { name: 'element', type: 'int4', nullable: false },
    reservationId: { name: 'reservation_id', type: 'int8', nullable: false },
    outcome: { name: 'outcome', type: 'text', nullable: false },
    chargedTokens: { name: 'charged_tokens', type: 'int8', nullable: false },
    chargedRequests: { name: 'charged_requests', type: 'int4', nullable: false },
  },
  errors: {
    JQ001: InvalidArgument,
    JQ204: UnknownReservation,
    JQ205: ReservationNotYours,
    JQ206: ReservationSettled,
  },
  fingerprints,
  args: releaseApiCapacitiesArgs,
  row: releaseApiCapacitiesRow,
}

/**
 * Settles many reservations at once, each with what its call really cost: all of them or, if one is bad, none.
 *
 * Errors carry the reservation, or the position of a bad element in detail.element, counted from 0.
 *
 * SQL: `headgate.release_api_capacities`, called by `headgate_operator`, `headgate_worker`.
 *
 * @returns many rows, in the order of the array: position, reservation, outcome (settled, cancelled, expired, already_settled) and what is charged of the endpoint.
 * @throws {@link InvalidArgument} An argument is missing, out of range or of the wrong shape.
 * @throws {@link UnknownReservation} There is no such reservation.
 * @throws {@link ReservationNotYours} The reservation was acquired by another role.
 * @throws {@link ReservationSettled} The reservation was already settled with other amounts.
 * @since 0.1
 */
export function releaseApiCapacities(transport: Transport, args: ReleaseApiCapacitiesArgs): Call<readonly ReleaseApiCapacitiesRow[], ReleaseApiCapacitiesError> {
  return invoke(transport, releaseApiCapacitiesFunction, args) as Call<readonly ReleaseApiCapacitiesRow[], ReleaseApiCapacitiesError>
}
