// Generated from the contract of the database by `npm run codegen`. Do not edit.

import * as z from 'zod'
import { argument, type Call, type CallError, column, type FunctionSpec, invoke, type Transport } from '../../client/runtime.ts'
import { fingerprints } from '../contract.ts'
import { InvalidArgument, UnknownReservation, ReservationNotYours, ReservationSettled } from '../errors.ts'
import { ReservationId } from '../types.ts'

/** Arguments of `headgate.release_api_capacity`. */
export interface ReleaseApiCapacityArgs {
  /** The reservation, from acquire_api_capacity. */
  readonly reservationId: ReservationId
  /** Tokens the call cost, 0 to 2147483647; default: the estimate, or what follows from input and output tokens. */
  readonly actualTokens?: bigint | number | null | undefined
  /** Requests the call cost, 0 to 1000000; default: as acquired. */
  readonly actualRequests?: number | null | undefined
  /** Input tokens the call cost, 0 to 2147483647; in place of actualTokens. */
  readonly actualInputTokens?: bigint | number | null | undefined
  /** Output tokens the call cost, 0 to 2147483647. */
  readonly actualOutputTokens?: bigint | number | null | undefined
  /** What the call cost in millionths of the currency, 0 to 1000000000000000. */
  readonly actualCostMicros?: bigint | number | null | undefined
  /**
   * false: the call goes on, and this is what it has cost so far, as while an answer streams in.
   *
   * Left out, the database takes `true`.
   */
  readonly final?: boolean | undefined
}

/** The row that `headgate.release_api_capacity` answers. */
export interface ReleaseApiCapacityRow {
  readonly reservationId: ReservationId
  readonly outcome: string
  readonly chargedTokens: bigint
  readonly chargedRequests: number
  readonly chargedInputTokens: bigint
  readonly chargedOutputTokens: bigint
  readonly chargedCostMicros: bigint
}

/** What a call of `headgate.release_api_capacity` can fail with. */
export type ReleaseApiCapacityError =
  | InvalidArgument
  | UnknownReservation
  | ReservationNotYours
  | ReservationSettled
  | CallError

export const releaseApiCapacityArgs: z.ZodType<ReleaseApiCapacityArgs> = z.strictObject({
  reservationId: ReservationId,
  actualTokens: argument.int8.nullable().optional(),
  actualRequests: argument.int4.nullable().optional(),
  actualInputTokens: argument.int8.nullable().optional(),
  actualOutputTokens: argument.int8.nullable().optional(),
  actualCostMicros: argument.int8.nullable().optional(),
  final: argument.bool.optional(),
})

export const releaseApiCapacityRow: z.ZodType<ReleaseApiCapacityRow> = z.object({
  reservationId: ReservationId,
  outcome: column.text,
  chargedTokens: column.int8,
  chargedRequests: column.int4,
  chargedInputTokens: column.int8,
  chargedOutputTokens: column.int8,
  chargedCostMicros: column.int8,
})

export const releaseApiCapacityFunction: FunctionSpec = {
  name: 'release_api_capacity',
  returns: 'one',
  scalar: false,
  readonly: false,
  roles: ['headgate_operator', 'headgate_worker'],
  parameters: {
    reservationId: { name: 'p_reservation_id', type: 'int8', cast: 'pg_catalog.int8' },
    actualTokens: { name: 'p_actual_tokens', type: 'int8', cast: 'pg_catalog.int8' },
    actualRequests: { name: 'p_actual_requests', type: 'int4', cast: 'pg_catalog.int4' },
    actualInputTokens: { name: 'p_actual_input_tokens', type: 'int8', cast: 'pg_catalog.int8' },
    actualOutputTokens: { name: 'p_actual_output_tokens', type: 'int8', cast: 'pg_catalog.int8' },
    actualCostMicros: { name: 'p_actual_cost_micros', type: 'int8', cast: 'pg_catalog.int8' },
    final: { name: 'p_final', type: 'bool', cast: 'pg_catalog.bool' },
  },
  columns: {
    reservationId: { name: 'reservation_id', type: 'int8', nullable: false },
    outcome: { name: 'outcome', type: 'text', nullable: false },
    chargedTokens: { name: 'charged_tokens', type: 'int8', nullable: false },
    chargedRequests: { name: 'charged_requests', type: 'int4', nullable: false },
    chargedInputTokens: { name: 'charged_input_tokens', type: 'int8', nullable: false },
    chargedOutputTokens: { name: 'charged_output_tokens', type: 'int8', nullable: false },
    chargedCostMicros: { name: 'charged_cost_micros', type: 'int8', nullable: false },
  },
  errors: {
    JQ001: InvalidArgument,
    JQ204: UnknownReservation,
    JQ205: ReservationNotYours,
    JQ206: ReservationSettled,
  },
  fingerprints,
  args: releaseApiCapacityArgs,
  row: releaseApiCapacityRow,
}

/**
 * Settles a reservation with what the call really cost.
 *
 * The difference to the estimate is charged or given back in the slot of the grant, as the charge mode of each dimension has it. Calling it again with the same amounts, or with none, changes nothing and says already_settled. After expiry it charges only what exceeds the estimate and says expired. Released before its start_at, a booking is cancelled and costs nothing. Of a lease of permits, report what was used: the rest is given back.
 *
 * SQL: `headgate.release_api_capacity`, called by `headgate_operator`, `headgate_worker`.
 *
 * @returns one row: outcome (settled, adjusted, cancelled, expired, already_settled) and what is charged of the endpoint.
 * @throws {@link InvalidArgument} An argument is missing, out of range or of the wrong shape.
 * @throws {@link UnknownReservation} There is no such reservation.
 * @throws {@link ReservationNotYours} The reservation was acquired by another role.
 * @throws {@link ReservationSettled} The reservation was already settled with other amounts.
 * @since 0.1
 */
export function releaseApiCapacity(transport: Transport, args: ReleaseApiCapacityArgs): Call<ReleaseApiCapacityRow, ReleaseApiCapacityError> {
  return invoke(transport, releaseApiCapacityFunction, args) as Call<ReleaseApiCapacityRow, ReleaseApiCapacityError>
}
