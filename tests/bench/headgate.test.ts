import { beforeAll, describe, expect, test } from 'vitest'
import { attend } from '../../bench/contenders/attend.ts'
import { headgate } from '../../bench/contenders/headgate.ts'
import { openCrowd, takeThrough } from '../../bench/measure/crowd.ts'
import { diskOf } from '../../bench/measure/disk.ts'
import { holdTransaction } from '../../bench/measure/hold.ts'
import { keepNoRecord } from '../../bench/suites/audit.ts'
import { connect, emptyDatabase, freshDatabase, type TestDatabase } from '../support/database.ts'

describe('headgate as a contender', () => {
  const contender = headgate()
  let db: TestDatabase

  beforeAll(async () => {
    db = await freshDatabase()
    await db.pool.query(`select headgate.set_job_type('plain')`)
  })

  test('gives the same ids when it enqueues, when it claims and in its ledger', async () => {
    const client = await connect(db)
    const session = await contender.open(client, 0)
    const enqueued = await session.enqueue(5)
    const claim = await session.claim(3)
    await claim.complete()
    expect(claim.ids).toEqual(enqueued.slice(0, 3))
    const finished: string[] = []
    for await (const ids of contender.ledger?.finished(client) ?? []) finished.push(...ids)
    expect(finished).toEqual(enqueued.slice(0, 3))
    expect(await contender.ledger?.claimedAgain(client)).toBe(0)
  })

  test('tells of a job that was claimed more than once', async () => {
    const client = await connect(db)
    const { ids } = await (await contender.open(client, 0)).claim(1)
    await client.query(
      `update headgate_private.lease set expires_at = headgate_private.clock() - interval '1 second'
       where $1 = any (job_ids)`,
      [ids[0]],
    )
    await client.query('select headgate.tick()')
    await client.query('update headgate_private.scheduled set due_at = headgate_private.clock()')
    await client.query('select headgate.tick()')
    const { rows } = await client.query(`select * from headgate.claim_jobs('again', '{plain}', 10)`)
    expect(rows.map((row) => row.job_id)).toContain(ids[0])
    expect(await contender.ledger?.claimedAgain(client)).toBe(1)
  })

  test('ticks beside its sessions, and a tick that fails is told at the end', async () => {
    await db.pool.query(`select headgate.schedule_job('often', 'plain', '* * * * *')`)
    await db.pool.query(
      `update headgate_private.job_schedule set next_at = '2020-01-01Z', try_at = '2020-01-01Z'`,
    )
    const crowd = await openCrowd(contender, db, 1)
    await crowd.leave()
    const { rows } = await db.pool.query(
      `select next_at > '2021-01-01Z' as moved from headgate_private.job_schedule`,
    )
    expect(rows).toEqual([{ moved: true }])

    const unattend = await attend(db, 1, () => Promise.reject(new Error('the tick failed')))
    await expect(unattend()).rejects.toThrow('the tick failed')
  })

  test('keeps history apart from the tables through which jobs pass', async () => {
    const client = await connect(db)
    const { rows } = await client.query<{ bytes: string }>(
      `select sum(pg_total_relation_size(relid)) + pg_total_relation_size('headgate_private.audit_log') as bytes
       from pg_partition_tree('headgate_private.job_queue')`,
    )
    const disk = await diskOf(client, contender)
    expect(disk.historyBytes).toBe(Number(rows[0]?.bytes))
    const all = await diskOf(client, { schemas: contender.schemas, history: [] })
    expect(all).toEqual({ hotBytes: disk.hotBytes + disk.historyBytes, historyBytes: 0 })
  })
})

test('history that is partitioned counts with all its parts', async () => {
  const client = await connect(await emptyDatabase())
  await client.query(`
    create schema s;
    create table s.log (id integer, note text) partition by range (id);
    create table s.log_1 partition of s.log for values from (0) to (10);
    create table s.hot (id integer);
    insert into s.log values (1, 'x');
    insert into s.hot values (1);
  `)
  const disk = await diskOf(client, { schemas: ['s'], history: ['s.log', 's.not_there'] })
  const { rows } = await client.query<{ log: string; hot: string }>(
    `select pg_total_relation_size('s.log_1') as log, pg_total_relation_size('s.hot') as hot`,
  )
  expect(disk).toEqual({ hotBytes: Number(rows[0]?.hot), historyBytes: Number(rows[0]?.log) })
})

test('without a record jobs live as they do with one', async () => {
  const db = await freshDatabase()
  const client = await connect(db)
  await client.query(`select headgate.set_job_type('plain')`)
  const records = async () =>
    (await client.query('select count(*)::integer as n from headgate_private.audit_log')).rows[0]?.n
  const before = await records()
  await keepNoRecord(client)
  const crowd = await openCrowd(headgate(), db, 1)
  await takeThrough(crowd, 20, 10, () => {})
  await crowd.leave()
  expect(await records()).toBe(before)
  const { rows } = await client.query(
    'select state, count(*)::integer as n from headgate.job_queue group by state',
  )
  expect(rows).toEqual([{ state: 'completed', n: 20 }])
})

test('what still writes the record where there should be none, fails', async () => {
  const db = await freshDatabase()
  const client = await connect(db)
  await keepNoRecord(client)
  await expect(client.query(`select headgate.log_audit_event('looked')`)).rejects.toThrow(
    'still writes the record',
  )
})

test.each(['reading', 'writing'] as const)(
  'a %s transaction that is held keeps dead rows from being removed',
  async (kind) => {
    const db = await emptyDatabase()
    const client = await connect(db)
    await client.query('create table t (id integer)')
    const release = await holdTransaction(db, kind)
    const { rows } = await client.query(
      `select backend_xmin is not null as snapshot, backend_xid is not null as writes
     from pg_stat_activity where datname = $1 and state = 'idle in transaction'`,
      [db.name],
    )
    expect(rows).toEqual([{ snapshot: true, writes: kind === 'writing' }])
    await release()
  },
)
