import type pg from 'pg'
import { afterAll } from 'vitest'
import { readLock } from '../../codegen/lock.ts'
import { advanceClock, installTestClock, readClock, setClock } from '../support/clock.ts'
import { freshDatabase, poolAsRole, type TestDatabase } from '../support/database.ts'
import { leave, nullsFolder, type Observed, observe } from '../support/nulls.ts'
import type { TestRole } from '../support/roles.ts'
import { type Refusal, refusalOf } from './refusal.ts'
import { readSignatures, type Signature, type Signatures, statement } from './signatures.ts'

export type Row = Record<string, unknown>

/** Arguments of a public function by name without `p_`; what is undefined is left out of the call. */
export type Args = Record<string, unknown>

/** Where the test clock of a bench stands at first. */
export const START = new Date('2030-01-01T00:00:00Z')

/** One deployed database with its clock stopped, and short ways to call its functions and look behind them. */
export interface Bench {
  readonly db: TestDatabase
  readonly signatures: Signatures
  /** Calls a public function, as service_role unless told. */
  call(name: string, args?: Args, role?: TestRole): Promise<Row[]>
  /** Like `call`, for a function that must answer with exactly one row. */
  one(name: string, args?: Args, role?: TestRole): Promise<Row>
  /** Like `call`, for a call that must be refused with a registered error; any other outcome fails the test. */
  refused(name: string, args?: Args, role?: TestRole): Promise<Refusal>
  /** Runs a query as the administrator. */
  sql(text: string, values?: unknown[]): Promise<Row[]>
  /** The pool on which `call` runs as a role. */
  as(role: TestRole): pg.Pool
  /** Moves the clock by seconds. */
  advance(seconds: number): Promise<void>
  now(): Promise<Date>
  /** Registers a job type with a name of its own, and returns the name. */
  type(settings?: Args): Promise<string>
  /** Sets limits for an endpoint of its own of the provider `p`, and returns its name. */
  endpoint(settings?: Args): Promise<string>
}

const contract = await readLock(new URL('../../generated/contract.lock.json', import.meta.url).pathname)
const observed: Observed = new Map()

afterAll(() => leave(nullsFolder, observed))

export async function openBench(): Promise<Bench> {
  const db = await freshDatabase()
  await installTestClock(db)
  await setClock(db, START)
  const signatures = await readSignatures(db)
  const pools = new Map<TestRole, pg.Pool>()
  let names = 0

  const sql = async (text: string, values: unknown[] = []): Promise<Row[]> =>
    (await db.pool.query<Row>(text, values)).rows

  const as = (role: TestRole): pg.Pool => {
    const pool = pools.get(role) ?? poolAsRole(db, role, 4)
    pools.set(role, pool)
    return pool
  }

  const call = async (name: string, args: Args = {}, role: TestRole = 'service_role'): Promise<Row[]> => {
    const client = await as(role).connect()
    try {
      const { rows } = await client.query<Row>(statement(signatures, name, args))
      observe(observed, contract, name, rows)
      return rows
    } catch (error) {
      // The server says what is wrong before it lets go of its locks; whoever skips locked rows would miss them.
      await client.query('select').catch(() => {})
      throw error
    } finally {
      client.release()
    }
  }

  const one = async (name: string, args?: Args, role?: TestRole): Promise<Row> => {
    const [row, ...more] = await call(name, args, role)
    if (!row || more.length > 0) throw new Error(`${name} answered ${row ? more.length + 1 : 0} rows`)
    return row
  }

  return {
    db,
    signatures,
    call,
    one,
    refused: (name, args, role) => refusalOf(call(name, args, role), db),
    sql,
    as,
    advance: (seconds) => advanceClock(db, seconds),
    now: () => readClock(db),
    type: async (settings = {}) => {
      const job_type = `type${++names}`
      await call('set_job_type', { job_type, ...settings })
      return job_type
    },
    endpoint: async (settings = {}) => {
      const endpoint = `e${++names}`
      await call('set_api_rate_limit', { provider: 'p', endpoint, ...settings })
      return endpoint
    },
  }
}

export function signatureOf(signatures: Signatures, name: string): Signature {
  const found = signatures.get(name)
  if (!found) throw new Error(`There is no function headgate.${name}`)
  return found
}
