// Generated from the contract of the database by `npm run codegen`. Do not edit.

import * as z from 'zod'
import { type Call, type CallError, column, type FunctionSpec, invoke, type Transport } from '../../../../client/runtime.ts'
import { UnknownParcel } from '../errors.ts'
import { type SendParcelArgs, sendParcelArgs, sendParcelFunction } from './sendParcel.ts'

/** Arguments of `headgate.send_parcels`. */
export interface SendParcelsArgs {
  /** Each as send_parcel takes it. */
  readonly parcels: readonly SendParcelArgs[]
}

/** A row that `headgate.send_parcels` answers. */
export interface SendParcelsRow {
  readonly element: number | null
  readonly note: unknown
}

/** What a call of `headgate.send_parcels` can fail with. */
export type SendParcelsError =
  | UnknownParcel
  | CallError

export const sendParcelsArgs: z.ZodType<SendParcelsArgs> = z.strictObject({
  parcels: z.array(sendParcelArgs),
})

export const sendParcelsRow: z.ZodType<SendParcelsRow> = z.object({
  element: column.int4.nullable(),
  note: column.jsonb,
})

export const sendParcelsFunction: FunctionSpec = {
  name: 'send_parcels',
  returns: 'many',
  scalar: false,
  readonly: false,
  roles: ['headgate_producer'],
  parameters: {
    parcels: { name: 'p_parcels', type: 'jsonb', cast: 'pg_catalog.jsonb', elements: sendParcelFunction.parameters },
  },
  columns: {
    element: { name: 'element', type: 'int4', nullable: true },
    note: { name: 'note', type: 'jsonb', nullable: false },
  },
  errors: {
    JQ101: UnknownParcel,
  },
  args: sendParcelsArgs,
  row: sendParcelsRow,
}

/**
 * Sends many parcels.
 *
 * SQL: `headgate.send_parcels`, called by `headgate_producer`.
 *
 * @returns many rows, in the order given
 * @throws {@link UnknownParcel} There is no such parcel.
 */
export function sendParcels(transport: Transport, args: SendParcelsArgs): Call<readonly SendParcelsRow[], SendParcelsError> {
  return invoke(transport, sendParcelsFunction, args) as Call<readonly SendParcelsRow[], SendParcelsError>
}
