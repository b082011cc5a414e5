import type pg from 'pg'
import { connect } from '../support/database.ts'
import { eventually } from '../support/eventually.ts'
import type { Bench, Row } from './bench.ts'

/** A connection of the administrator with a transaction open, in which it has run something. */
export async function holding(bench: Bench, text: string): Promise<pg.Client> {
  const client = await connect(bench.db)
  await client.query('begin')
  await client.query(text)
  return client
}

/** Starts a statement on a connection and waits until it waits for a lock. */
export async function blocked(bench: Bench, client: pg.Client, text: string): Promise<Blocked> {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  const pid = rows[0]?.pid
  const outcome = client.query<Row>(text).catch((error: unknown) => error)
  await eventually(async () => {
    const [row] = await bench.sql('select wait_event_type as type from pg_stat_activity where pid = $1', [
      pid,
    ])
    return row?.type === 'Lock'
  })
  return { pid, outcome }
}

/** A statement that waits for a lock. */
export interface Blocked {
  readonly pid: number | undefined
  /** Its result, or its error. */
  readonly outcome: Promise<unknown>
}
