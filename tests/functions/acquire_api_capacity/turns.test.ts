import type pg from 'pg'
import { beforeAll, describe, expect, it } from 'vitest'
import { connect } from '../../support/database.ts'
import { type Bench, openBench } from '../bench.ts'
import { blocked } from '../waiting.ts'

let bench: Bench

beforeAll(async () => {
  bench = await openBench()
})

const acquire = (endpoint: string) =>
  `select granted, reservation_id from headgate.acquire_api_capacity('p', '${endpoint}')`

/** Turns that the transaction of a connection has taken and keeps. */
async function turnsOf(client: pg.Client): Promise<number> {
  const { rows } = await client.query(
    `select count(*)::integer as turns from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()`,
  )
  return rows[0].turns
}

async function inTransaction<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = await connect(bench.db)
  try {
    await client.query('begin')
    return await work(client)
  } finally {
    await client.end()
  }
}

describe('a turn at an endpoint', () => {
  it('is waited for by those who come later, who then find what the first has left', async () => {
    const endpoint = await bench.endpoint({ request_limit: 2 })
    await bench.call('acquire_api_capacity', { provider: 'p', endpoint })
    await inTransaction(async (first) => {
      await first.query(acquire(endpoint))
      expect(await turnsOf(first)).toBe(1)
      const later = await connect(bench.db)
      const { pid, outcome } = await blocked(bench, later, acquire(endpoint))
      expect(await bench.sql('select wait_event from pg_stat_activity where pid = $1', [pid])).toEqual([
        { wait_event: 'advisory' },
      ])
      await first.query('commit')
      expect(await outcome).toMatchObject({ rows: [{ granted: false }] })
      await later.end()
    })
  })

  it('is the same for the release of what was taken', async () => {
    const endpoint = await bench.endpoint({ request_limit: 9 })
    await bench.call('acquire_api_capacity', { provider: 'p', endpoint })
    const { reservation_id } = await bench.one('acquire_api_capacity', { provider: 'p', endpoint })
    await inTransaction(async (first) => {
      await first.query(acquire(endpoint))
      const later = await connect(bench.db)
      const release = `select outcome from headgate.release_api_capacity(${reservation_id})`
      const { pid, outcome } = await blocked(bench, later, release)
      expect(await bench.sql('select wait_event from pg_stat_activity where pid = $1', [pid])).toEqual([
        { wait_event: 'advisory' },
      ])
      await first.query('commit')
      expect(await outcome).toMatchObject({ rows: [{ outcome: 'settled' }] })
      await later.end()
    })
  })

  it('is taken once in a transaction, and not after it has written', async () => {
    const [one, other] = [await bench.endpoint(), await bench.endpoint()]
    await inTransaction(async (client) => {
      await client.query(acquire(one))
      await client.query(acquire(other))
      expect(await turnsOf(client)).toBe(1)
    })
    await inTransaction(async (client) => {
      await client.query('create temporary table written (n integer) on commit drop')
      await client.query(acquire(one))
      expect(await turnsOf(client)).toBe(0)
    })
  })

  it('does not let two wait for each other that fall back on each other’s endpoint', async () => {
    const full = { request_limit: 1, oversize: 'refuse' }
    const [one, other] = [await bench.endpoint(full), await bench.endpoint(full)]
    for (const endpoint of [one, other]) await bench.call('acquire_api_capacity', { provider: 'p', endpoint })
    await inTransaction(async (client) => {
      await inTransaction(async (another) => {
        await client.query(acquire(one))
        await another.query(acquire(other))
        const answers = await Promise.all([client.query(acquire(other)), another.query(acquire(one))])
        expect(answers.map(({ rows }) => rows[0].granted)).toEqual([false, false])
      })
    })
  })
})
