// Generated from the contract of the database by `npm run codegen`. Do not edit.

import * as z from 'zod'
import { argument, type Call, type CallError, type FunctionSpec, invoke, type Transport } from '../../../../client/runtime.ts'
import { SealBroken } from '../errors.ts'
import { Seal } from '../types.ts'

/** Arguments of `headgate.delete`. */
export interface DeleteArgs {
  readonly class: string
  readonly seal?: Seal | null | undefined
}

/** What a call of `headgate.delete` can fail with. */
export type DeleteError =
  | SealBroken
  | CallError

export const deleteArgs: z.ZodType<DeleteArgs> = z.strictObject({
  class: argument.text,
  seal: Seal.nullable().optional(),
})

export const deleteFunction: FunctionSpec = {
  name: 'delete',
  returns: 'none',
  scalar: false,
  readonly: false,
  roles: ['headgate_operator'],
  parameters: {
    class: { name: 'p_class', type: 'text', cast: 'pg_catalog.text' },
    seal: { name: 'p_seal', type: 'uuid', cast: 'pg_catalog.uuid' },
  },
  columns: {},
  errors: {
    JQ102: SealBroken,
  },
  args: deleteArgs,
  row: z.void(),
}

/**
 * Deletes a class of parcels.
 *
 * SQL: `headgate.delete`, called by `headgate_operator`.
 *
 * @throws {@link SealBroken} The seal is not the parcel's.
 */
export function delete_(transport: Transport, args: DeleteArgs): Call<void, DeleteError> {
  return invoke(transport, deleteFunction, args) as Call<void, DeleteError>
}
