// Generated from the contract of the database by `npm run codegen`. Do not edit.

import * as z from 'zod'
import { type Call, type CallError, type FunctionSpec, invoke, type Transport } from '../../../../client/runtime.ts'
import { boxInputSchema, boxSchema, boxType, nothingInputSchema, nothingSchema, nothingType, type Box, type BoxInput, type Nothing, type NothingInput } from '../types.ts'

/** Arguments of `headgate.copy_boxes`. */
export interface CopyBoxesArgs {
  /** One of them. */
  readonly box: BoxInput
  readonly boxes?: readonly BoxInput[] | null | undefined
  readonly nothing?: NothingInput | null | undefined
}

/** The row that `headgate.copy_boxes` answers. */
export interface CopyBoxesRow {
  readonly box: Box | null
  readonly boxes: readonly Box[] | null
  readonly nothing: Nothing | null
}

/** What a call of `headgate.copy_boxes` can fail with. */
export type CopyBoxesError =
  | CallError

export const copyBoxesArgs: z.ZodType<CopyBoxesArgs> = z.strictObject({
  box: boxInputSchema,
  boxes: z.array(boxInputSchema).nullable().optional(),
  nothing: nothingInputSchema.nullable().optional(),
})

export const copyBoxesRow: z.ZodType<CopyBoxesRow> = z.object({
  box: boxSchema.nullable(),
  boxes: z.array(boxSchema).nullable(),
  nothing: nothingSchema.nullable(),
})

export const copyBoxesFunction: FunctionSpec = {
  name: 'copy_boxes',
  returns: 'one',
  scalar: false,
  readonly: true,
  roles: ['headgate_observer'],
  parameters: {
    box: { name: 'p_box', type: boxType, cast: 'headgate."box"' },
    boxes: { name: 'p_boxes', type: [boxType], cast: 'headgate."box"[]' },
    nothing: { name: 'p_nothing', type: nothingType, cast: 'headgate."nothing"' },
  },
  columns: {
    box: { name: 'box', type: boxType, nullable: true },
    boxes: { name: 'boxes', type: [boxType], nullable: true },
    nothing: { name: 'nothing', type: nothingType, nullable: true },
  },
  errors: {},
  args: copyBoxesArgs,
  row: copyBoxesRow,
}

/**
 * Copies boxes.
 *
 * SQL: `headgate.copy_boxes`, called by `headgate_observer`. It changes nothing.
 *
 * @returns one row
 */
export function copyBoxes(transport: Transport, args: CopyBoxesArgs): Call<CopyBoxesRow, CopyBoxesError> {
  return invoke(transport, copyBoxesFunction, args) as Call<CopyBoxesRow, CopyBoxesError>
}
