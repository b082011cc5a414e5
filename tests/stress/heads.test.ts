import { expect, test } from 'vitest'
import { connect, freshDatabase } from '../support/database.ts'
import { eventually } from '../support/eventually.ts'

test('a job that commits while a head is being moved is not left behind it', async () => {
  const db = await freshDatabase()
  const [mover, producer, gate] = [await connect(db), await connect(db), await connect(db)]
  // Whoever moves a head waits at the gate, with the snapshot of its look already taken.
  await db.pool.query(`
    alter function headgate_private.next_head rename to next_head_at_once;
    create function headgate_private.next_head(
      headgate_private.head, pg_snapshot, xid8, xid8, bigint, xid8[]
    ) returns headgate_private.head language plpgsql as $$
    begin
      perform pg_advisory_lock_shared(1);
      perform pg_advisory_unlock_shared(1);
      return headgate_private.next_head_at_once($1, $2, $3, $4, $5, $6);
    end $$`)
  const { rows: lanes } = await db.pool.query(
    `select lane, default_priority from headgate_private.job_type where job_type = 'plain'`,
  )
  await producer.query('begin')
  await producer.query(`select from headgate.enqueue_job('plain')`)
  // Later transactions, so that the head could move past the open one.
  await db.pool.query('select pg_current_xact_id()')

  await gate.query('select pg_advisory_lock(1)')
  const moved = mover.query('select headgate_private.move_head($1, $2)', [
    lanes[0].lane,
    lanes[0].default_priority,
  ])
  await eventually(async () => {
    const { rows } = await gate.query(`select from pg_locks where locktype = 'advisory' and not granted`)
    return rows.length === 1
  })
  await producer.query('commit')
  await gate.query('select pg_advisory_unlock(1)')
  await moved

  const { rows } = await db.pool.query(`select job_id from headgate.claim_jobs('w', '{plain}')`)
  console.log(rows)
  expect(rows).toHaveLength(1)
})

test('two that move a head to the same place do not wait for each other', async () => {
  const db = await freshDatabase()
  await db.pool.query(`select from headgate.enqueue_job('plain')`)
  const [one, other] = [await connect(db), await connect(db)]
  await one.query('begin isolation level repeatable read')
  const exported = await one.query<{ snapshot: string }>('select pg_export_snapshot() as snapshot')
  await other.query('begin isolation level repeatable read')
  await other.query(`set transaction snapshot '${exported.rows[0]?.snapshot}'`)
  await other.query(`set lock_timeout = '5s'`)
  const move = `select headgate_private.move_head(lane, default_priority) from headgate_private.job_type where job_type = 'plain'`
  for (const mover of [one, other]) await mover.query(move)
  for (const mover of [one, other]) await mover.query('commit')
  const { rows } = await db.pool.query(
    'select count(*)::integer as heads, count(distinct (xid, job_id, seen))::integer as places from headgate_private.head',
  )
  expect(rows).toEqual([{ heads: 2, places: 1 }])
})
