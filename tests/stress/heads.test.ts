import { expect, test } from 'vitest'
import { advanceClock, installTestClock } from '../support/clock.ts'
import { connect, freshDatabase } from '../support/database.ts'
import { eventually } from '../support/eventually.ts'

test('a job that commits while a head is being moved is not left behind it', async () => {
  const db = await freshDatabase()
  await installTestClock(db)
  const [mover, producer, gate] = [await connect(db), await connect(db), await connect(db)]
  // Whoever looks along a line waits at the gate, with the snapshot of the look already taken.
  await db.pool.query(`
    create or replace function headgate_private.head_start(p_head xid8) returns xid8 language plpgsql stable as $$
    begin
      perform pg_advisory_lock_shared(1);
      perform pg_advisory_unlock_shared(1);
      return p_head;
    end $$`)
  await db.pool.query(`
    delete from headgate_private.head h using headgate_private.job_type t
    where t.job_type = 'plain' and (h.lane, h.priority) <> (t.lane, t.default_priority)`)
  await mover.query('set plan_cache_mode = force_generic_plan')
  await producer.query('begin')
  await producer.query(`select from headgate.enqueue_job('plain')`)
  await advanceClock(db, 10)

  await gate.query('select pg_advisory_lock(1)')
  const moved = mover.query('select headgate_private.move_heads(null)')
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
