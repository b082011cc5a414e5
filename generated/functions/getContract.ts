// Generated from the contract of the database by `npm run codegen`. Do not edit.

import * as z from 'zod'
import { type Call, type CallError, column, type FunctionSpec, invoke, type Transport } from '../../client/runtime.ts'
import { fingerprints } from '../contract.ts'

/** A row that `headgate.get_contract` answers. */
export interface GetContractRow {
  /** Without its schema. */
  readonly functionName: string
  readonly fingerprint: string
}

/** What a call of `headgate.get_contract` can fail with. */
export type GetContractError =
  | CallError

const getContractArgs: z.ZodType<object> = z.strictObject({})

export const getContractRow: z.ZodType<GetContractRow> = z.object({
  functionName: column.text,
  fingerprint: column.text,
})

export const getContractFunction: FunctionSpec = {
  name: 'get_contract',
  returns: 'many',
  scalar: false,
  readonly: true,
  roles: ['headgate_observer', 'headgate_operator', 'headgate_producer', 'headgate_worker'],
  parameters: {},
  columns: {
    functionName: { name: 'function_name', type: 'text', nullable: false },
    fingerprint: { name: 'fingerprint', type: 'text', nullable: false },
  },
  errors: {},
  fingerprints,
  args: getContractArgs,
  row: getContractRow,
}

/**
 * The contract of the functions deployed here, as the fingerprints of clients that can call them.
 *
 * A client compares them with its own before its first call. A function has more than one where clients of an earlier release can still call it.
 *
 * SQL: `headgate.get_contract`, called by `headgate_observer`, `headgate_operator`, `headgate_producer`, `headgate_worker`. It changes nothing.
 *
 * @returns many rows: the name of a function, and a fingerprint of all that a caller relies on.
 * @since 0.1
 */
export function getContract(transport: Transport): Call<readonly GetContractRow[], GetContractError> {
  return invoke(transport, getContractFunction, {}) as Call<readonly GetContractRow[], GetContractError>
}
