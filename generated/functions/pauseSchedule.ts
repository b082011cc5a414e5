// Generated from the contract of the database by `npm run codegen`. Do not edit.

import * as z from 'zod'
import { argument, type Call, type CallError, column, type FunctionSpec, invoke, type Transport } from '../../client/runtime.ts'
import { fingerprints } from '../contract.ts'
import { InvalidArgument, UnknownSchedule } from '../errors.ts'

/** Arguments of `headgate.pause_schedule`. */
export interface PauseScheduleArgs {
  /** Name of the schedule. */
  readonly name: string
  /** Why, 1 to 1000 characters. */
  readonly reason?: string | null | undefined
}

/** The row that `headgate.pause_schedule` answers. */
export interface PauseScheduleRow {
  readonly name: string
  readonly paused: boolean
}

/** What a call of `headgate.pause_schedule` can fail with. */
export type PauseScheduleError =
  | InvalidArgument
  | UnknownSchedule
  | CallError

export const pauseScheduleArgs: z.ZodType<PauseScheduleArgs> = z.strictObject({
  name: argument.text,
  reason: argument.text.nullable().optional(),
})

export const pauseScheduleRow: z.ZodType<PauseScheduleRow> = z.object({
  name: column.text,
  paused: column.bool,
})

export const pauseScheduleFunction: FunctionSpec = {
  name: 'pause_schedule',
  returns: 'one',
  scalar: false,
  readonly: false,
  roles: ['headgate_operator'],
  parameters: {
    name: { name: 'p_name', type: 'text', cast: 'pg_catalog.text' },
    reason: { name: 'p_reason', type: 'text', cast: 'pg_catalog.text' },
  },
  columns: {
    name: { name: 'name', type: 'text', nullable: false },
    paused: { name: 'paused', type: 'bool', nullable: false },
  },
  errors: {
    JQ001: InvalidArgument,
    JQ403: UnknownSchedule,
  },
  fingerprints,
  args: pauseScheduleArgs,
  row: pauseScheduleRow,
}

/**
 * Stops a recurring job until resume_schedule. What falls into the pause is not made up for.
 *
 * SQL: `headgate.pause_schedule`, called by `headgate_operator`.
 *
 * @returns one row: the schedule, paused.
 * @throws {@link InvalidArgument} An argument is missing, out of range or of the wrong shape.
 * @throws {@link UnknownSchedule} There is no such schedule.
 * @since 0.1
 */
export function pauseSchedule(transport: Transport, args: PauseScheduleArgs): Call<PauseScheduleRow, PauseScheduleError> {
  return invoke(transport, pauseScheduleFunction, args) as Call<PauseScheduleRow, PauseScheduleError>
}
