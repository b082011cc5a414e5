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
