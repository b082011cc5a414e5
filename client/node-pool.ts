import pg from 'pg'

/** As for `pg.Pool`; what is set here wins over what is set below. */
export interface PoolOptions extends pg.PoolConfig {
  /** Told of connections that broke; the pool opens new ones by itself. */
  readonly onConnectionError?: (error: Error) => void
}

/**
 * A pool whose broken connections never end the process, whether they are idle or checked out, and whose
 * calls end within half a minute even when the network swallows them.
 */
export function openPool({ onConnectionError = () => {}, ...config }: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
    query_timeout: 30_000,
    ...config,
  })
  pool.on('error', onConnectionError)
  // A client that is checked out tells its own listeners only, and crashes the process without one.
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

/**
 * Runs `work` within a transaction: committed if it returns, rolled back if it throws. A connection on which
 * even that fails is thrown away, so that nobody is given one with a transaction left open.
 *
 * @throws what `work` throws, or the error of the commit.
 */
export async function inTransaction<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect()
  let isSound = false
  try {
    await client.query('begin')
    const result = await work(client)
    await client.query('commit')
    isSound = true
    return result
  } catch (error) {
    isSound = await client.query('rollback').then(
      () => true,
      () => false,
    )
    throw error
  } finally {
    client.release(!isSound)
  }
}
