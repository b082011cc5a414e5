// Generated from the contract of the database by `npm run codegen`. Do not edit.

import * as z from 'zod'
import { argument, type Call, type CallError, column, type FunctionSpec, invoke, type Transport } from '../../../../client/runtime.ts'

/** Arguments of `headgate.count_parcels`. */
export interface CountParcelsArgs {
  readonly from: bigint | number
  /** Left out, the database takes `1`. */
  readonly to?: bigint | number | undefined
}

/** The row that `headgate.count_parcels` answers. */
export interface CountParcelsRow {
  readonly total: bigint
}

/** What a call of `headgate.count_parcels` can fail with. */
export type CountParcelsError =
  | CallError

export const countParcelsArgs: z.ZodType<CountParcelsArgs> = z.strictObject({
  from: argument.int8,
  to: argument.int8.optional(),
})

export const countParcelsRow: z.ZodType<CountParcelsRow> = z.object({
  total: column.int8,
})

export const countParcelsFunction: FunctionSpec = {
  name: 'count_parcels',
  returns: 'one',
  scalar: false,
  readonly: true,
  roles: ['headgate_observer'],
  parameters: {
    from: { name: 'p_from', type: 'int8', cast: 'pg_catalog.int8' },
    to: { name: 'p_to', type: 'int8', cast: 'pg_catalog.int8' },
  },
  columns: {
    total: { name: 'total', type: 'int8', nullable: false },
  },
  errors: {},
  args: countParcelsArgs,
  row: countParcelsRow,
}

/**
 * Adds.
 *
 * SQL: `headgate.count_parcels`, called by `headgate_observer`. It changes nothing.
 */
export function countParcels(transport: Transport, args: CountParcelsArgs): Call<CountParcelsRow, CountParcelsError> {
  return invoke(transport, countParcelsFunction, args) as Call<CountParcelsRow, CountParcelsError>
}
