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
  expect(rows).toHaveLength(1)
})
