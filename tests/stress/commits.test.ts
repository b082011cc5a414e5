import type pg from 'pg'
import { expect, test } from 'vitest'
import { expectConsistent } from '../properties/invariants.ts'
import { advanceClock, installTestClock } from '../support/clock.ts'
import { connect, freshDatabase, type TestDatabase } from '../support/database.ts'
import { between, crowd, lasting, pick } from './crowd.ts'

const enqueue = `select job_id from headgate.enqueue_job('plain', p_priority => $1)`

type Ending = 'commit' | 'rollback' | 'savepoint' | 'prepare'

test('jobs that commit late, out of order, or not at all are each claimed once, or never', async () => {
  await race(await freshDatabase(), ['commit', 'commit', 'rollback', 'savepoint'])
})

test('jobs of prepared transactions are claimed once they are committed', async ({ skip }) => {
  const db = await freshDatabase()
  const { rows } = await db.pool.query(`select current_setting('max_prepared_transactions')::integer as most`)
  skip(
    rows[0].most < 20,
    `max_prepared_transactions is ${rows[0].most}: this server takes no prepared transactions`,
  )
  await race(db, ['commit', 'prepare', 'prepare', 'rollback'])
})

async function race(db: TestDatabase, endings: readonly Ending[]): Promise<void> {
  await installTestClock(db)
  const committed: string[] = []
  const claimed: string[] = []
  let producers = 8
  const goesOn = lasting(5000, () => committed.length > 200)
  await crowd(db, 16, async (client, member) => {
    if (member < 8) {
      while (goesOn()) committed.push(...(await produce(client, pick(endings))))
      producers -= 1
    } else if (member < 14) {
      while (producers > 0) claimed.push(...(await claimAndComplete(client)))
    } else {
      // A head moves once a second: by this clock that is every time.
      for (; producers > 0; await advanceClock(db, 2))
        await client.query('select headgate_private.move_heads(null)')
    }
  })
  const last = await connect(db)
  for (let rest = await claimAndComplete(last); rest.length > 0; rest = await claimAndComplete(last))
    claimed.push(...rest)
  expect(claimed.toSorted()).toEqual(committed.toSorted())
  await expectConsistent(db.pool)
}

/** Enqueues a few jobs in a transaction that takes its time; returns those that it committed. */
async function produce(client: pg.Client, ending: Ending): Promise<string[]> {
  const ids: string[] = []
  const enqueueSome = async () => {
    for (let count = between(1, 3); count > 0; count -= 1)
      ids.push((await client.query(enqueue, [between(4, 5)])).rows[0].job_id)
  }
  const dawdle = async () => {
    for (let count = between(0, 6); count > 0; count -= 1) await client.query('select')
  }
  await client.query('begin')
  await enqueueSome()
  await dawdle()
  if (ending === 'savepoint') {
    const kept = ids.length
    await client.query('savepoint s')
    await enqueueSome()
    await dawdle()
    await client.query(pick(['rollback to s', 'release s'])).then(({ command }) => {
      if (command === 'ROLLBACK') ids.splice(kept)
    })
    await enqueueSome()
  }
  if (ending !== 'prepare') {
    await client.query(ending === 'rollback' ? 'rollback' : 'commit')
    return ending === 'rollback' ? [] : ids
  }
  const name = `'${ids[0]}'`
  await client.query(`prepare transaction ${name}`)
  await dawdle()
  const kept = Math.random() < 0.7
  await client.query(`${kept ? 'commit' : 'rollback'} prepared ${name}`)
  return kept ? ids : []
}

async function claimAndComplete(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ job_id: string }>(
    `select job_id, lease_token from headgate.claim_jobs('w', '{plain}', $1, 3600)`,
    [between(1, 20)],
  )
  const batch = JSON.stringify(rows)
  const done = await client.query(`select from headgate.complete_jobs($1) where outcome = 'completed'`, [
    batch,
  ])
  expect(done.rows).toHaveLength(rows.length)
  return rows.map(({ job_id }) => job_id)
}
