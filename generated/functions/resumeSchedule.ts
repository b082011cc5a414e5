// Generated from the contract of the database by `npm run codegen`. Do not edit.

import * as z from 'zod'
import { argument, type Call, type CallError, column, type FunctionSpec, invoke, type Timestamp, type Transport } from '../../client/runtime.ts'
import { fingerprints } from '../contract.ts'
import { InvalidCron, UnknownTimeZone, UnknownSchedule } from '../errors.ts'

/** Arguments of `headgate.resume_schedule`. */
export interface ResumeScheduleArgs {
  /** Name of the schedule. */
  readonly name: string
}

/** The row that `headgate.resume_schedule` answers. */
export interface ResumeScheduleRow {
  readonly name: string
  readonly paused: boolean
  readonly nextAt: Timestamp
}

/** What a call of `headgate.resume_schedule` can fail with. */
export type ResumeScheduleError =
  | InvalidCron
  | UnknownTimeZone
  | UnknownSchedule
  | CallError

export const resumeScheduleArgs: z.ZodType<ResumeScheduleArgs> = z.strictObject({
  name: argument.text,
})

export const resumeScheduleRow: z.ZodType<ResumeScheduleRow> = z.object({
  name: column.text,
  paused: column.bool,
  nextAt: column.timestamptz,
})

export const resumeScheduleFunction: FunctionSpec = {
  name: 'resume_schedule',
  returns: 'one',
  scalar: false,
  readonly: false,
  roles: ['headgate_operator'],
  parameters: {
    name: { name: 'p_name', type: 'text', cast: 'pg_catalog.text' },
  },
  columns: {
    name: { name: 'name', type: 'text', nullable: false },
    paused: { name: 'paused', type: 'bool', nullable: false },
    nextAt: { name: 'next_at', type: 'timestamptz', nullable: false },
  },
  errors: {
    JQ401: InvalidCron,
    JQ402: UnknownTimeZone,
    JQ403: UnknownSchedule,
  },
  fingerprints,
  args: resumeScheduleArgs,
  row: resumeScheduleRow,
}

/**
 * Lets a paused recurring job go on, with its first occurrence from now.
 *
 * SQL: `headgate.resume_schedule`, called by `headgate_operator`.
 *
 * @returns one row: the schedule, not paused, and its next occurrence.
 * @throws {@link InvalidCron} The cron expression is malformed or would never fire.
 * @throws {@link UnknownTimeZone} There is no such time zone.
 * @throws {@link UnknownSchedule} There is no such schedule.
 * @since 0.1
 */
export function resumeSchedule(transport: Transport, args: ResumeScheduleArgs): Call<ResumeScheduleRow, ResumeScheduleError> {
  return invoke(transport, resumeScheduleFunction, args) as Call<ResumeScheduleRow, ResumeScheduleError>
}
