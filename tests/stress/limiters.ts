import { readFile } from 'node:fs/promises'
import type pg from 'pg'
import type { Limits } from '../auditor/single.ts'
import type { TestDatabase } from '../support/database.ts'
import { micros } from '../support/micros.ts'

/** A limiter under test: ours, or the naive one that the same test must convict. */
export interface Limiter {
  readonly name: string
  install(db: TestDatabase, limits: Limits): Promise<void>
  /** The id of the grant; null: refused. */
  acquire(client: pg.ClientBase, tokens: number): Promise<string | null>
  release(client: pg.ClientBase, id: string, tokens: number): Promise<void>
  /** Rows of at (microseconds), id, tokens: all that was ever granted. */
  readonly log: string
}

const skewMicros = 50_000n

export const headgate: Limiter = {
  name: 'the limiter',
  async install(db, { requests, tokens, concurrency, window }) {
    await db.pool.query(
      `select from headgate.set_api_rate_limit('stress', 'one', p_request_limit => $1, p_token_limit => $2,
         p_concurrency_limit => $3, p_window_seconds => $4, p_skew_allowance_seconds => $5)`,
      [requests, tokens, concurrency, Number(window - skewMicros) / 1e6, Number(skewMicros) / 1e6],
    )
  },
  async acquire(client, tokens) {
    const { rows } = await client.query(
      `select reservation_id as id from headgate.acquire_api_capacity('stress', 'one', $1, p_ttl_seconds => 86400)`,
      [tokens],
    )
    return rows[0].id
  },
  async release(client, id, tokens) {
    await client.query('select from headgate.release_api_capacity($1, $2)', [id, tokens])
  },
  log: `select ${micros('granted_at')} as at, reservation_id as id, charged_tokens as tokens
        from headgate_private.reservation_settled
        union all
        select ${micros('granted_at')}, reservation_id, tokens from headgate_private.reservation
        order by at, id`,
}

let naiveArguments: readonly unknown[] = []

export const naive: Limiter = {
  name: 'a limiter that reads, then writes',
  async install(db, { requests, tokens, concurrency, window }) {
    await db.pool.query(await readFile(new URL('naive/acquire_naive.sql', import.meta.url), 'utf8'))
    naiveArguments = [requests, tokens, concurrency, `${window} microseconds`]
  },
  async acquire(client, tokens) {
    const { rows } = await client.query(
      'select reservation_id as id from headgate_test.acquire_naive($1, $2, $3, $4, $5)',
      [tokens, ...naiveArguments],
    )
    return rows[0].id
  },
  async release(client, id, tokens) {
    await client.query('select headgate_test.release_naive($1, $2)', [id, tokens])
  },
  log: `select ${micros('granted_at')} as at, grant_id as id, tokens from headgate_test.naive_grant order by at, id`,
}
