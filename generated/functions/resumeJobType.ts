// Generated from the contract of the database by `npm run codegen`. Do not edit.

import * as z from 'zod'
import { argument, type Call, type CallError, column, type FunctionSpec, invoke, type Transport } from '../../client/runtime.ts'
import { fingerprints } from '../contract.ts'
import { UnknownJobType } from '../errors.ts'

/** Arguments of `headgate.resume_job_type`. */
export interface ResumeJobTypeArgs {
  /** A registered job type. */
  readonly jobType: string
}

/** The row that `headgate.resume_job_type` answers. */
export interface ResumeJobTypeRow {
  readonly jobType: string
  readonly paused: boolean
}

/** What a call of `headgate.resume_job_type` can fail with. */
export type ResumeJobTypeError =
  | UnknownJobType
  | CallError

export const resumeJobTypeArgs: z.ZodType<ResumeJobTypeArgs> = z.strictObject({
  jobType: argument.text,
})

export const resumeJobTypeRow: z.ZodType<ResumeJobTypeRow> = z.object({
  jobType: column.text,
  paused: column.bool,
})

export const resumeJobTypeFunction: FunctionSpec = {
  name: 'resume_job_type',
  returns: 'one',
  scalar: false,
  readonly: false,
  roles: ['headgate_operator'],
  parameters: {
    jobType: { name: 'p_job_type', type: 'text', cast: 'pg_catalog.text' },
  },
  columns: {
    jobType: { name: 'job_type', type: 'text', nullable: false },
    paused: { name: 'paused', type: 'bool', nullable: false },
  },
  errors: {
    JQ002: UnknownJobType,
  },
  fingerprints,
  args: resumeJobTypeArgs,
  row: resumeJobTypeRow,
}

/**
 * Gives out jobs of a paused type again.
 *
 * SQL: `headgate.resume_job_type`, called by `headgate_operator`.
 *
 * @returns one row: the type, not paused.
 * @throws {@link UnknownJobType} The job type is not registered.
 * @since 0.1
 */
export function resumeJobType(transport: Transport, args: ResumeJobTypeArgs): Call<ResumeJobTypeRow, ResumeJobTypeError> {
  return invoke(transport, resumeJobTypeFunction, args) as Call<ResumeJobTypeRow, ResumeJobTypeError>
}
