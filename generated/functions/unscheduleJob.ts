// Generated from the contract of the database by `npm run codegen`. Do not edit.

import * as z from 'zod'
import { argument, type Call, type CallError, column, type FunctionSpec, invoke, type Transport } from '../../client/runtime.ts'
import { fingerprints } from '../contract.ts'
import { UnknownSchedule } from '../errors.ts'

/** Arguments of `headgate.unschedule_job`. */
export interface UnscheduleJobArgs {
  /** Name of the schedule. */
  readonly name: string
}

/** The row that `headgate.unschedule_job` answers. */
export interface UnscheduleJobRow {
  readonly name: string
  readonly jobsMade: bigint
}

/** What a call of `headgate.unschedule_job` can fail with. */
export type UnscheduleJobError =
  | UnknownSchedule
  | CallError

export const unscheduleJobArgs: z.ZodType<UnscheduleJobArgs> = z.strictObject({
  name: argument.text,
})

export const unscheduleJobRow: z.ZodType<UnscheduleJobRow> = z.object({
  name: column.text,
  jobsMade: column.int8,
})

export const unscheduleJobFunction: FunctionSpec = {
  name: 'unschedule_job',
  returns: 'one',
  scalar: false,
  readonly: false,
  roles: ['headgate_operator'],
  parameters: {
    name: { name: 'p_name', type: 'text', cast: 'pg_catalog.text' },
  },
  columns: {
    name: { name: 'name', type: 'text', nullable: false },
    jobsMade: { name: 'jobs_made', type: 'int8', nullable: false },
  },
  errors: {
    JQ403: UnknownSchedule,
  },
  fingerprints,
  args: unscheduleJobArgs,
  row: unscheduleJobRow,
}

/**
 * Ends a recurring job. Jobs already enqueued stay.
 *
 * SQL: `headgate.unschedule_job`, called by `headgate_operator`.
 *
 * @returns one row: the schedule that was, and how many jobs it made.
 * @throws {@link UnknownSchedule} There is no such schedule.
 * @since 0.1
 */
export function unscheduleJob(transport: Transport, args: UnscheduleJobArgs): Call<UnscheduleJobRow, UnscheduleJobError> {
  return invoke(transport, unscheduleJobFunction, args) as Call<UnscheduleJobRow, UnscheduleJobError>
}
