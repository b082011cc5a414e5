import type pg from 'pg'
import { openPool } from '../client/node-pool.ts'

/** The group roles that the demo takes, each for its own connections. */
export type DemoRole = 'headgate_producer' | 'headgate_worker' | 'headgate_operator' | 'headgate_observer'

/** Connections that may do what the role may, and nothing more. */
export function connectAs(connectionString: string, role: DemoRole, max: number): pg.Pool {
  return openPool({ connectionString, max, options: `-c role=${role}`, application_name: 'headgate demo' })
}

/** Runs the work in a transaction of its own: committed when it resolves, rolled back when it throws. */
export async function inTransaction<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect()
  let isBroken = false
  try {
    await client.query('begin')
    const done = await work(client)
    await client.query('commit')
    return done
  } catch (error) {
    await client.query('rollback').catch(() => {
      isBroken = true
    })
    throw error
  } finally {
    client.release(isBroken)
  }
}
