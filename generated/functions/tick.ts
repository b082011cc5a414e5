// Generated from the contract of the database by `npm run codegen`. Do not edit.

import * as z from 'zod'
import { argument, type Call, type CallError, column, type FunctionSpec, invoke, type Transport } from '../../client/runtime.ts'
import { fingerprints } from '../contract.ts'
import { InvalidArgument, UnknownJobType, LedgerBusy } from '../errors.ts'

/** Arguments of `headgate.tick`. */
export interface TickArgs {
  /**
   * At most so many of each kind, 1 to 100000; of recurring jobs at most 60.
   *
   * Left out, the database takes `1000`.
   */
  readonly limit?: number | undefined
}

/** The row that `headgate.tick` answers. */
export interface TickRow {
  readonly promoted: number
  readonly reclaimed: number
  readonly reservationsExpired: number
  readonly headsMoved: number
  readonly purged: number
  readonly scheduled: number
  readonly partitionsMade: number
  readonly partitionsRetired: number
  readonly rotated: number
}

/** What a call of `headgate.tick` can fail with. */
export type TickError =
  | InvalidArgument
  | UnknownJobType
  | LedgerBusy
  | CallError

export const tickArgs: z.ZodType<TickArgs> = z.strictObject({
  limit: argument.int4.optional(),
})

export const tickRow: z.ZodType<TickRow> = z.object({
  promoted: column.int4,
  reclaimed: column.int4,
  reservationsExpired: column.int4,
  headsMoved: column.int4,
  purged: column.int4,
  scheduled: column.int4,
  partitionsMade: column.int4,
  partitionsRetired: column.int4,
  rotated: column.int4,
})

export const tickFunction: FunctionSpec = {
  name: 'tick',
  returns: 'one',
  scalar: false,
  readonly: false,
  roles: ['headgate_operator', 'headgate_worker'],
  parameters: {
    limit: { name: 'p_limit', type: 'int4', cast: 'pg_catalog.int4' },
  },
  columns: {
    promoted: { name: 'promoted', type: 'int4', nullable: false },
    reclaimed: { name: 'reclaimed', type: 'int4', nullable: false },
    reservationsExpired: { name: 'reservations_expired', type: 'int4', nullable: false },
    headsMoved: { name: 'heads_moved', type: 'int4', nullable: false },
    purged: { name: 'purged', type: 'int4', nullable: false },
    scheduled: { name: 'scheduled', type: 'int4', nullable: false },
    partitionsMade: { name: 'partitions_made', type: 'int4', nullable: false },
    partitionsRetired: { name: 'partitions_retired', type: 'int4', nullable: false },
    rotated: { name: 'rotated', type: 'int4', nullable: false },
  },
  errors: {
    JQ001: InvalidArgument,
    JQ002: UnknownJobType,
    JQ107: LedgerBusy,
  },
  fingerprints,
  args: tickArgs,
  row: tickRow,
}

/**
 * Does everything that is due: enqueues recurring jobs, brings due jobs into line, reclaims the jobs of dead workers, expires reservations, lets estimates learn, moves heads, makes room in the ledger, forgets what is past its retention.
 *
 * Workers call it by themselves; pg_cron or a person may call it too, any number at once. Call it in a transaction of its own: a call that empties a table of dead rows (rotated) does nothing else, and nobody can use the table until that transaction has ended.
 *
 * SQL: `headgate.tick`, called by `headgate_operator`, `headgate_worker`.
 *
 * @returns one row: how many of each. Partitions of the ledger are made ahead, and at most one is dropped in a call.
 * @throws {@link InvalidArgument} An argument is missing, out of range or of the wrong shape.
 * @throws {@link UnknownJobType} The job type is not registered.
 * @throws {@link LedgerBusy} The ledger has no room for the job at the moment. Retryable.
 * @since 0.1
 */
export function tick(transport: Transport, args: TickArgs = {}): Call<TickRow, TickError> {
  return invoke(transport, tickFunction, args) as Call<TickRow, TickError>
}
