import { beforeAll, describe, expect, it } from 'vitest'
import { connect, freshDatabase, type TestDatabase } from '../../support/database.ts'

let db: TestDatabase

beforeAll(async () => {
  db = await freshDatabase()
})

/** Tables in which many rows come and go. */
const busy = [
  ...['ready', 'scheduled', 'blocked', 'key_slot', 'lease', 'head', 'wake_mark', 'queue_change', 'queue_sum'],
  ...['api_rate_limits', 'reservation', 'estimate_sample'],
]

/** Those of them that autovacuum cleans the later, the larger they are. */
async function late(): Promise<string[]> {
  const { rows } = await db.pool.query<{ name: string }>(
    `select relname as name from pg_class
     where relnamespace = 'headgate_private'::regnamespace and relname = any ($1)
       and not coalesce(reloptions @> '{autovacuum_vacuum_scale_factor=0}'
         and array_to_string(reloptions, ',') ~ 'autovacuum_vacuum_threshold=[1-9]\\d{2,3}(,|$)', false)`,
    [busy],
  )
  return rows.map(({ name }) => name)
}

describe('the tables in which rows come and go', () => {
  it('are vacuumed after so many dead rows, however large they are', async () => {
    expect(await late()).toEqual([])
    expect(
      (await db.pool.query('select from headgate_private.hot_tables() where name = any ($1)', [busy]))
        .rowCount,
    ).toBe(6)
  })

  it.each(['reset (autovacuum_vacuum_scale_factor)', 'set (autovacuum_vacuum_threshold = 1000000)'])(
    'or else the test fails: %s',
    async (change) => {
      await db.pool.query(`alter table headgate_private.lease ${change}`)
      expect(await late()).toEqual(['lease'])
    },
  )
})

/** Of the updates of the ledger over the lives of a hundred jobs that succeed at once, those that touched an index. */
async function notHot(): Promise<unknown> {
  const client = await connect(db)
  await client.query('begin')
  await client.query(
    `select headgate.enqueue_jobs((select jsonb_agg('{"job_type": "plain"}'::jsonb) from generate_series(1, 100)))`,
  )
  const { rows: claimed } = await client.query(
    `select job_id::text, lease_token from headgate.claim_jobs('w', '{plain}', 100)`,
  )
  await client.query('select headgate.complete_jobs($1)', [JSON.stringify(claimed)])
  const { rows } = await client.query<{ updated: number; not_hot: number }>(
    `select sum(n_tup_upd)::int as updated, sum(n_tup_upd - n_tup_hot_upd)::int as not_hot
     from pg_stat_xact_user_tables where relname ~ '^job_queue_\\d'`,
  )
  await client.query('rollback')
  expect(rows[0]?.updated).toBeGreaterThanOrEqual(100)
  return rows[0]?.not_hot
}

describe('the ledger', () => {
  it('is updated without touching an index, so that history does not bloat it', async () => {
    expect(await notHot()).toBe(0)
  })

  it('or else the test fails: an index on what changes', async () => {
    await db.pool.query('create index on headgate_private.job_queue (state)')
    expect(await notHot()).toBeGreaterThan(0)
  })
})
