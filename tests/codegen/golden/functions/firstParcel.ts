// Generated from the contract of the database by `npm run codegen`. Do not edit.

import * as z from 'zod'
import { type Call, type CallError, type FunctionSpec, invoke, type Transport } from '../../../../client/runtime.ts'
import { ParcelId } from '../types.ts'

/** The value that `headgate.first_parcel` answers. */
export type FirstParcelRow = ParcelId | null

/** What a call of `headgate.first_parcel` can fail with. */
export type FirstParcelError =
  | CallError

const firstParcelArgs: z.ZodType<object> = z.strictObject({})

export const firstParcelRow: z.ZodType<FirstParcelRow> = ParcelId.nullable()

export const firstParcelFunction: FunctionSpec = {
  name: 'first_parcel',
  returns: 'one',
  scalar: true,
  readonly: true,
  roles: ['headgate_observer'],
  parameters: {},
  columns: {
    value: { name: 'value', type: 'int8', nullable: true },
  },
  errors: {},
  args: firstParcelArgs,
  row: firstParcelRow,
}

/**
 * The first parcel.
 *
 * SQL: `headgate.first_parcel`, called by `headgate_observer`. It changes nothing.
 */
export function firstParcel(transport: Transport): Call<FirstParcelRow, FirstParcelError> {
  return invoke(transport, firstParcelFunction, {}) as Call<FirstParcelRow, FirstParcelError>
}
