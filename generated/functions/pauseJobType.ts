// Generated from the contract of the database by `npm run codegen`. Do not edit.

import * as z from 'zod'
import { argument, type Call, type CallError, column, type FunctionSpec, invoke, type Transport } from '../../client/runtime.ts'
import { fingerprints } from '../contract.ts'
import { InvalidArgument, UnknownJobType } from '../errors.ts'

/** Arguments of `headgate.pause_job_type`. */
export interface PauseJobTypeArgs {
  /** A registered job type. */
  readonly jobType: string
  /** Why, 1 to 1000 characters. */
  readonly reason?: string | null | undefined
}

/** The row that `headgate.pause_job_type` answers. */
export interface PauseJobTypeRow {
  readonly jobType: string
  readonly paused: boolean
}

/** What a call of `headgate.pause_job_type` can fail with. */
export type PauseJobTypeError =
  | InvalidArgument
  | UnknownJobType
  | CallError

export const pauseJobTypeArgs: z.ZodType<PauseJobTypeArgs> = z.strictObject({
  jobType: argument.text,
  reason: argument.text.nullable().optional(),
})

export const pauseJobTypeRow: z.ZodType<PauseJobTypeRow> = z.object({
  jobType: column.text,
  paused: column.bool,
})

export const pauseJobTypeFunction: FunctionSpec = {
  name: 'pause_job_type',
  returns: 'one',
  scalar: false,
  readonly: false,
  roles: ['headgate_operator'],
  parameters: {
    jobType: { name: 'p_job_type', type: 'text', cast: 'pg_catalog.text' },
    reason: { name: 'p_reason', type: 'text', cast: 'pg_catalog.text' },
  },
  columns: {
    jobType: { name: 'job_type', type: 'text', nullable: false },
    paused: { name: 'paused', type: 'bool', nullable: false },
  },
  errors: {
    JQ001: InvalidArgument,
    JQ002: UnknownJobType,
  },
  fingerprints,
  args: pauseJobTypeArgs,
  row: pauseJobTypeRow,
}

/**
 * Stops giving out jobs of a type. They can still be enqueued; what runs goes on.
 *
 * SQL: `headgate.pause_job_type`, called by `headgate_operator`.
 *
 * @returns one row: the type, paused.
 * @throws {@link InvalidArgument} An argument is missing, out of range or of the wrong shape.
 * @throws {@link UnknownJobType} The job type is not registered.
 * @since 0.1
 */
export function pauseJobType(transport: Transport, args: PauseJobTypeArgs): Call<PauseJobTypeRow, PauseJobTypeError> {
  return invoke(transport, pauseJobTypeFunction, args) as Call<PauseJobTypeRow, PauseJobTypeError>
}
