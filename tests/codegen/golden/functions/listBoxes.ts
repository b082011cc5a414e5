// Generated from the contract of the database by `npm run codegen`. Do not edit.

import * as z from 'zod'
import { type Call, type CallError, type FunctionSpec, invoke, type Transport } from '../../../../client/runtime.ts'
import { boxInputSchema, boxSchema, boxType, type Box, type BoxInput } from '../types.ts'

/** Arguments of `headgate.list_boxes`. */
export interface ListBoxesArgs {
  readonly boxes: readonly BoxInput[]
}

/** The value that `headgate.list_boxes` answers. */
export type ListBoxesRow = readonly Box[] | null

/** What a call of `headgate.list_boxes` can fail with. */
export type ListBoxesError =
  | CallError

export const listBoxesArgs: z.ZodType<ListBoxesArgs> = z.strictObject({
  boxes: z.array(boxInputSchema),
})

export const listBoxesRow: z.ZodType<ListBoxesRow> = z.array(boxSchema).nullable()

export const listBoxesFunction: FunctionSpec = {
  name: 'list_boxes',
  returns: 'one',
  scalar: true,
  readonly: true,
  roles: ['headgate_observer'],
  parameters: {
    boxes: { name: 'p_boxes', type: [boxType], cast: 'headgate."box"[]' },
  },
  columns: {
    value: { name: 'value', type: [boxType], nullable: true },
  },
  errors: {},
  args: listBoxesArgs,
  row: listBoxesRow,
}

/**
 * Answers boxes without a name.
 *
 * SQL: `headgate.list_boxes`, called by `headgate_observer`. It changes nothing.
 */
export function listBoxes(transport: Transport, args: ListBoxesArgs): Call<ListBoxesRow, ListBoxesError> {
  return invoke(transport, listBoxesFunction, args) as Call<ListBoxesRow, ListBoxesError>
}
