// Generated from the contract of the database by `npm run codegen`. Do not edit.

import * as z from 'zod'
import { type Call, type CallError, column, type FunctionSpec, invoke, type Transport } from '../../../../client/runtime.ts'
import { Seal, Weight, boxInputSchema, boxType, spotSchema, spotType, type BoxInput, type Spot } from '../types.ts'

/** Arguments of `headgate.open_box`. */
export interface OpenBoxArgs {
  readonly box: BoxInput
}

/** The row that `headgate.open_box` answers. */
export interface OpenBoxRow {
  readonly number: bigint
  readonly place: Spot
  readonly spots: readonly Spot[] | null
  readonly sealLists: readonly (readonly Seal[])[] | null
  readonly contents: unknown
  readonly weight: Weight | null
  readonly labelText: string | null
  readonly data: Uint8Array | null
  readonly constructor: boolean | null
}

/** What a call of `headgate.open_box` can fail with. */
export type OpenBoxError =
  | CallError

export const openBoxArgs: z.ZodType<OpenBoxArgs> = z.strictObject({
  box: boxInputSchema,
})

export const openBoxRow: z.ZodType<OpenBoxRow> = z.object({
  number: column.int8,
  place: spotSchema,
  spots: z.array(spotSchema).nullable(),
  sealLists: z.array(z.array(Seal)).nullable(),
  contents: column.jsonb.nullable(),
  weight: Weight.nullable(),
  labelText: column.text.nullable(),
  data: column.bytea.nullable(),
  constructor: column.bool.nullable(),
})

export const openBoxFunction: FunctionSpec = {
  name: 'open_box',
  returns: 'one',
  scalar: false,
  readonly: true,
  roles: ['headgate_observer'],
  parameters: {
    box: { name: 'p_box', type: boxType, cast: 'headgate."box"' },
  },
  columns: {
    number: { name: 'number', type: 'int8', nullable: false },
    place: { name: 'place', type: spotType, nullable: false },
    spots: { name: 'spots', type: [spotType], nullable: true },
    sealLists: { name: 'seal_lists', type: 'uuid[][]', nullable: true },
    contents: { name: 'contents', type: 'jsonb', nullable: true },
    weight: { name: 'weight', type: 'numeric', nullable: true },
    labelText: { name: 'label_text', type: 'text', nullable: true },
    data: { name: 'data', type: 'bytea', nullable: true },
    constructor: { name: 'constructor', type: 'bool', nullable: true },
  },
  errors: {},
  args: openBoxArgs,
  row: openBoxRow,
}

/**
 * Answers the attributes of a box.
 *
 * SQL: `headgate.open_box`, called by `headgate_observer`. It changes nothing.
 */
export function openBox(transport: Transport, args: OpenBoxArgs): Call<OpenBoxRow, OpenBoxError> {
  return invoke(transport, openBoxFunction, args) as Call<OpenBoxRow, OpenBoxError>
}
