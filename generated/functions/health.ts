// Generated from the contract of the database by `npm run codegen`. Do not edit.

import * as z from 'zod'
import { type Call, type CallError, column, type FunctionSpec, invoke, type Transport } from '../../client/runtime.ts'
import { fingerprints } from '../contract.ts'

/** A row that `headgate.health` answers. */
export interface HealthRow {
  readonly checkName: string
  readonly subject: string | null
  readonly status: string
  readonly value: number | null
  readonly threshold: number | null
  readonly unit: string
  readonly advice: string
  readonly detail: unknown
}

/** What a call of `headgate.health` can fail with. */
export type HealthError =
  | CallError

const healthArgs: z.ZodType<object> = z.strictObject({})

export const healthRow: z.ZodType<HealthRow> = z.object({
  checkName: column.text,
  subject: column.text.nullable(),
  status: column.text,
  value: column.float8.nullable(),
  threshold: column.float8.nullable(),
  unit: column.text,
  advice: column.text,
  detail: column.jsonb,
})

export const healthFunction: FunctionSpec = {
  name: 'health',
  returns: 'many',
  scalar: false,
  readonly: true,
  roles: ['headgate_observer', 'headgate_operator'],
  parameters: {},
  columns: {
    checkName: { name: 'check_name', type: 'text', nullable: false },
    subject: { name: 'subject', type: 'text', nullable: true },
    status: { name: 'status', type: 'text', nullable: false },
    value: { name: 'value', type: 'float8', nullable: true },
    threshold: { name: 'threshold', type: 'float8', nullable: true },
    unit: { name: 'unit', type: 'text', nullable: false },
    advice: { name: 'advice', type: 'text', nullable: false },
    detail: { name: 'detail', type: 'jsonb', nullable: false },
  },
  errors: {},
  fingerprints,
  args: healthArgs,
  row: healthRow,
}

/**
 * How the queue and its database are, one row a measure, the worst first.
 *
 * What holds back cleanup and who, dead rows, tables that nobody can rotate, heads, the wait of the first job of each job type, what is overdue because nobody ticks, the room in the ledger and how late its retention is, and settings of the server that harm.
 *
 * SQL: `headgate.health`, called by `headgate_observer`, `headgate_operator`. It changes nothing.
 *
 * @returns many rows: the check, what it is about (a session, a table, a job type, a setting), status (ok, warn, critical), the value and the threshold from which on it is not ok, their unit, what to do (empty: nothing), and facts.
 * @since 0.1
 */
export function health(transport: Transport): Call<readonly HealthRow[], HealthError> {
  return invoke(transport, healthFunction, {}) as Call<readonly HealthRow[], HealthError>
}
