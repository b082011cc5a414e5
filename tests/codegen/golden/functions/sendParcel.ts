// Generated from the contract of the database by `npm run codegen`. Do not edit.

import * as z from 'zod'
import { argument, type Call, type CallError, column, type FunctionSpec, invoke, type Timestamp, type Transport } from '../../../../client/runtime.ts'
import { InvalidArgument, LedgerClosed, DepotFull } from '../errors.ts'
import { ParcelId, ParcelState, Seal, Weight } from '../types.ts'

/** Arguments of `headgate.send_parcel`. */
export interface SendParcelArgs {
  /** Who gets it; 'nobody' is refused. */
  readonly to: string
  /** Left out, the database takes `'waiting'::headgate.parcel_state`. */
  readonly state?: ParcelState | undefined
  /** Kilograms, above 0; units counts apart, p_other is nothing. */
  readonly weight?: string | number | null | undefined
  /** Left out, the database takes `'{}'::jsonb`. */
  readonly contents?: unknown
  /** How many units of 1 g; continued on a second line. */
  readonly units?: bigint | number | null | undefined
  /** Left out, the database takes `'{}'::text[]`. */
  readonly labels?: readonly string[] | undefined
  readonly states?: readonly ParcelState[] | null | undefined
  readonly at?: Date | null | undefined
  readonly parentId?: ParcelId | null | undefined
}

/** The row that `headgate.send_parcel` answers. */
export interface SendParcelRow {
  readonly parcelId: ParcelId
  readonly parcelIds: readonly ParcelId[]
  readonly state: ParcelState
  readonly states: readonly ParcelState[] | null
  readonly contents: unknown
  readonly labels: readonly string[] | null
  readonly units: bigint
  readonly weight: Weight | null
  /** Where it stands in line. */
  readonly order: string
  readonly at: Timestamp | null
  readonly seal: Seal | null
}

/** What a call of `headgate.send_parcel` can fail with. */
export type SendParcelError =
  | InvalidArgument
  | LedgerClosed
  | DepotFull
  | CallError

export const sendParcelArgs: z.ZodType<SendParcelArgs> = z.strictObject({
  to: argument.text,
  state: ParcelState.optional(),
  weight: argument.numeric.nullable().optional(),
  contents: argument.jsonb.optional(),
  units: argument.int8.nullable().optional(),
  labels: z.array(argument.text).optional(),
  states: z.array(ParcelState).nullable().optional(),
  at: argument.timestamptz.nullable().optional(),
  parentId: ParcelId.nullable().optional(),
})

export const sendParcelRow: z.ZodType<SendParcelRow> = z.object({
  parcelId: ParcelId,
  parcelIds: z.array(ParcelId),
  state: ParcelState,
  states: z.array(ParcelState).nullable(),
  contents: column.jsonb,
  labels: z.array(column.text).nullable(),
  units: column.int8,
  weight: Weight.nullable(),
  order: column.text,
  at: column.timestamptz.nullable(),
  seal: Seal.nullable(),
})

export const sendParcelFunction: FunctionSpec = {
  name: 'send_parcel',
  returns: 'one',
  scalar: false,
  readonly: false,
  roles: ['headgate_producer', 'headgate_worker'],
  parameters: {
    to: { name: 'p_to', type: 'text', cast: 'pg_catalog.text' },
    state: { name: 'p_state', type: 'text', cast: 'headgate."parcel_state"' },
    weight: { name: 'p_weight', type: 'numeric', cast: 'pg_catalog.numeric' },
    contents: { name: 'p_contents', type: 'jsonb', cast: 'pg_catalog.jsonb' },
    units: { name: 'p_units', type: 'int8', cast: 'pg_catalog.int8' },
    labels: { name: 'p_labels', type: 'text[]', cast: 'pg_catalog.text[]' },
    states: { name: 'p_states', type: 'text[]', cast: 'headgate."parcel_state"[]' },
    at: { name: 'p_at', type: 'timestamptz', cast: 'pg_catalog.timestamptz' },
    parentId: { name: 'p_parent_id', type: 'int8', cast: 'pg_catalog.int8' },
  },
  columns: {
    parcelId: { name: 'parcel_id', type: 'int8', nullable: false },
    parcelIds: { name: 'parcel_ids', type: 'int8[]', nullable: false },
    state: { name: 'state', type: 'text', nullable: false },
    states: { name: 'states', type: 'text[]', nullable: true },
    contents: { name: 'contents', type: 'jsonb', nullable: false },
    labels: { name: 'labels', type: 'text[]', nullable: true },
    units: { name: 'units', type: 'int8', nullable: false },
    weight: { name: 'weight', type: 'numeric', nullable: true },
    order: { name: 'order', type: 'text', nullable: false },
    at: { name: 'at', type: 'timestamptz', nullable: true },
    seal: { name: 'seal', type: 'uuid', nullable: true },
  },
  errors: {
    JQ001: InvalidArgument,
    JQ103: LedgerClosed,
    JQ210: DepotFull,
  },
  args: sendParcelArgs,
  row: sendParcelRow,
}

/**
 * Sends a parcel *\/ with `backticks` and {braces}.
 *
 * A second paragraph,
 * over two lines.
 *
 * SQL: `headgate.send_parcel`, called by `headgate_producer`, `headgate_worker`.
 *
 * @returns one row: the parcel *\/ as it left.
 * @throws {@link InvalidArgument} An argument makes no sense.
 * @throws {@link LedgerClosed} The ledger takes no rows.
 * @throws {@link DepotFull} The depot is full. Retryable.
 * @since 0.1
 */
export function sendParcel(transport: Transport, args: SendParcelArgs): Call<SendParcelRow, SendParcelError> {
  return invoke(transport, sendParcelFunction, args) as Call<SendParcelRow, SendParcelError>
}
