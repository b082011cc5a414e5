// Generated from the contract of the database by `npm run codegen`. Do not edit.

import * as z from 'zod'
import { type Call, type CallError, type FunctionSpec, invoke, type Transport } from '../../../../client/runtime.ts'
import { Code, Colour, Label, OddPercent, Percent, Units, Weight } from '../types.ts'

/** Arguments of `headgate.judge_values`. */
export interface JudgeValuesArgs {
  readonly weight?: Weight | null | undefined
  readonly percent?: Percent | null | undefined
  readonly units?: Units | null | undefined
  readonly code?: Code | null | undefined
  readonly label?: Label | null | undefined
  readonly colour?: Colour | null | undefined
  readonly oddPercent?: OddPercent | null | undefined
}

/** What a call of `headgate.judge_values` can fail with. */
export type JudgeValuesError =
  | CallError

export const judgeValuesArgs: z.ZodType<JudgeValuesArgs> = z.strictObject({
  weight: Weight.nullable().optional(),
  percent: Percent.nullable().optional(),
  units: Units.nullable().optional(),
  code: Code.nullable().optional(),
  label: Label.nullable().optional(),
  colour: Colour.nullable().optional(),
  oddPercent: OddPercent.nullable().optional(),
})

export const judgeValuesFunction: FunctionSpec = {
  name: 'judge_values',
  returns: 'none',
  scalar: false,
  readonly: true,
  roles: ['headgate_observer'],
  parameters: {
    weight: { name: 'p_weight', type: 'numeric', cast: 'pg_catalog.numeric' },
    percent: { name: 'p_percent', type: 'int4', cast: 'pg_catalog.int4' },
    units: { name: 'p_units', type: 'int8', cast: 'pg_catalog.int8' },
    code: { name: 'p_code', type: 'text', cast: 'pg_catalog.text' },
    label: { name: 'p_label', type: 'text', cast: 'pg_catalog.text' },
    colour: { name: 'p_colour', type: 'text', cast: 'pg_catalog.text' },
    oddPercent: { name: 'p_odd_percent', type: 'int4', cast: 'pg_catalog.int4' },
  },
  columns: {},
  errors: {},
  args: judgeValuesArgs,
  row: z.void(),
}

/**
 * Takes what domains allow.
 *
 * SQL: `headgate.judge_values`, called by `headgate_observer`. It changes nothing.
 */
export function judgeValues(transport: Transport, args: JudgeValuesArgs = {}): Call<void, JudgeValuesError> {
  return invoke(transport, judgeValuesFunction, args) as Call<void, JudgeValuesError>
}
