import { DeployError, isServerError } from './errors.ts'
import type { SqlFile } from './file.ts'
import { type Excerpt, locate } from './locate.ts'

type Result = { readonly rows: readonly unknown[] }

/**
 * All that deploy needs of a connection: a `pg` client (not a pool), or anything shaped like one. Without `values` the
 * text may hold several statements, and then there may be a result for each.
 */
export type DatabaseClient = {
  query(text: string, values?: unknown[]): Promise<Result | Result[]>
}

export type Session = {
  /** Rows of one statement. */
  rows<Row>(text: string, values?: unknown[]): Promise<Row[]>
  /** The first row of a statement that always has one. */
  one<Row>(text: string, values?: unknown[]): Promise<Row>
  /** Runs statements for their effect. */
  run(text: string): Promise<void>
  /** Runs a file's SQL (or an excerpt of it); errors name the place in the file. Gives the rows of each statement. */
  script(file: SqlFile, text?: string, excerpt?: Excerpt): Promise<readonly (readonly unknown[])[]>
  /** Runs `work` under a savepoint: when it throws, what it did is undone and the session stays usable. */
  attempt<Result>(work: () => Promise<Result>): Promise<Result>
}

export function openSession(client: DatabaseClient): Session {
  const send = async (text: string, values?: unknown[]): Promise<readonly Result[]> => {
    const results = await client.query(text, values)
    return Array.isArray(results) ? results : [results]
  }
  const run = async (text: string) => {
    await send(text)
  }
  const rows = async <Row>(text: string, values?: unknown[]) =>
    ((await send(text, values)).at(-1)?.rows ?? []) as Row[]
  return {
    run,
    rows,
    async one<Row>(text: string, values?: unknown[]) {
      const [row] = await rows<Row>(text, values)
      if (row === undefined) throw new Error(`no row from: ${text}`)
      return row
    },
    async script(file, text = file.text, excerpt = undefined) {
      try {
        return (await send(text)).map((result) => result.rows ?? [])
      } catch (error) {
        throw locate(error, file, excerpt)
      }
    },
    async attempt(work) {
      await run('savepoint headgate_attempt')
      try {
        const result = await work()
        await run('release savepoint headgate_attempt')
        return result
      } catch (error) {
        await run('rollback to savepoint headgate_attempt; release savepoint headgate_attempt')
        throw error
      }
    },
  }
}

/**
 * Settings for the transaction: a bounded wait for locks, no other timeouts, no surprise in name resolution, and
 * everything that changes how the server prints expressions held fixed, so that catalogs can be compared.
 */
const SETTINGS = {
  statement_timeout: '0',
  idle_in_transaction_session_timeout: '0',
  client_min_messages: 'warning',
  search_path: 'pg_catalog, pg_temp',
  check_function_bodies: 'off',
  jit: 'off',
  quote_all_identifiers: 'off',
  default_tablespace: '',
  TimeZone: 'UTC',
  DateStyle: 'ISO, MDY',
  IntervalStyle: 'postgres',
  extra_float_digits: '1',
  bytea_output: 'hex',
} as const

/** Begins the transaction. `lockTimeoutMs` bounds every wait for a lock in it. */
export async function begin(session: Session, mode: 'read write' | 'read only', lockTimeoutMs: number) {
  await refuseOpenTransaction(session)
  await session.run(`begin isolation level read committed ${mode}`)
  const settings = { ...SETTINGS, lock_timeout: `${Math.max(1, Math.round(lockTimeoutMs))}ms` }
  const names = Object.keys(settings)
  await session.rows(
    'select pg_catalog.set_config(name, value, true) from unnest($1::text[], $2::text[]) as s(name, value)',
    [names, Object.values(settings)],
  )
}

/** `savepoint` works only inside a transaction, so its failure is what we hope for. */
async function refuseOpenTransaction(session: Session): Promise<void> {
  try {
    await session.run('savepoint headgate_probe')
  } catch (error) {
    if (isServerError(error) && error.code === '25P01') return
    if (!isServerError(error) || error.code !== '25P02') throw error
  }
  throw new DeployError({
    code: 'in_transaction',
    message: 'The given client has a transaction open',
    hint: 'Commit or roll back first: a deploy is one transaction of its own.',
  })
}
