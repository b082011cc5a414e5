// Generated from the contract of the database by `npm run codegen`. Do not edit.

import * as z from 'zod'
import { type Call, type CallError, column, type FunctionSpec, invoke, type Transport } from '../../../../client/runtime.ts'

/** The row that `headgate.leak` answers. */
export interface LeakRow {
  readonly leaked: string
  readonly other: number | null
}

/** What a call of `headgate.leak` can fail with. */
export type LeakError =
  | CallError

const leakArgs: z.ZodType<object> = z.strictObject({})

export const leakRow: z.ZodType<LeakRow> = z.object({
  leaked: column.text,
  other: column.int4.nullable(),
})

export const leakFunction: FunctionSpec = {
  name: 'leak',
  returns: 'one',
  scalar: false,
  readonly: false,
  roles: ['headgate_observer'],
  parameters: {},
  columns: {
    leaked: { name: 'leaked', type: 'text', nullable: false },
    other: { name: 'other', type: 'int4', nullable: true },
  },
  errors: {},
  args: leakArgs,
  row: leakRow,
}

/**
 * Leaks a null.
 *
 * SQL: `headgate.leak`, called by `headgate_observer`.
 */
export function leak(transport: Transport): Call<LeakRow, LeakError> {
  return invoke(transport, leakFunction, {}) as Call<LeakRow, LeakError>
}
