// Generated from the contract of the database by `npm run codegen`. Do not edit.

import * as z from 'zod'
import { type Call, type CallError, type FunctionSpec, invoke, type Transport } from '../../../../client/runtime.ts'
import { ParcelId } from '../types.ts'

/** Arguments of `headgate.find_parcel`. */
export interface FindParcelArgs {
  readonly parcelId: ParcelId
}

/** The row, if there is one, that `headgate.find_parcel` answers. */
export interface FindParcelRow {
  readonly parcelId: ParcelId
}

/** What a call of `headgate.find_parcel` can fail with. */
export type FindParcelError =
  | CallError

export const findParcelArgs: z.ZodType<FindParcelArgs> = z.strictObject({
  parcelId: ParcelId,
})

export const findParcelRow: z.ZodType<FindParcelRow> = z.object({
  parcelId: ParcelId,
})

export const findParcelFunction: FunctionSpec = {
  name: 'find_parcel',
  returns: 'maybe',
  scalar: false,
  readonly: true,
  roles: ['headgate_observer'],
  parameters: {
    parcelId: { name: 'p_parcel_id', type: 'int8', cast: 'pg_catalog.int8' },
  },
  columns: {
    parcelId: { name: 'parcel_id', type: 'int8', nullable: false },
  },
  errors: {},
  args: findParcelArgs,
  row: findParcelRow,
}

/**
 * Finds a parcel, or not.
 *
 * SQL: `headgate.find_parcel`, called by `headgate_observer`. It changes nothing.
 *
 * @returns maybe a row
 */
export function findParcel(transport: Transport, args: FindParcelArgs): Call<FindParcelRow | undefined, FindParcelError> {
  return invoke(transport, findParcelFunction, args) as Call<FindParcelRow | undefined, FindParcelError>
}
