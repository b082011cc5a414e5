import type pg from 'pg'
import { expect, test } from 'vitest'
import { expectConsistent } from '../properties/invariants.ts'
import { connect, freshDatabase } from '../support/database.ts'
import { attempt, between, crowd, lasting } from './crowd.ts'

const types = `'{plain,keyed}'`
const tables = ['ready', 'lease', 'ready', 'key_slot', 'blocked', 'head', 'scheduled']

test('tables are rotated among calls and long transactions: no job is lost, nobody waits in a circle', async () => {
  const db = await freshDatabase()
  await db.pool.query(`select headgate.set_job_type('keyed', p_key_concurrency => 2)`)
  const enqueued: string[] = []
  const completed: string[] = []
  let rotated = 0
  const goesOn = lasting(5000, () => rotated > tables.length && completed.length > 100)
  await crowd(db, 9, async (client, member) => {
    while (goesOn()) {
      if (member < 3) enqueued.push(...(await enqueue(client)))
      else if (member < 6) completed.push(...(await claimAndComplete(client)))
      else if (member < 8) await cancelAndMove(client)
      else rotated += Number((await rotate(client, rotated)) === true)
    }
  })
  const last = await connect(db)
  for (let empty = 0; empty < 3; ) {
    await last.query('select from headgate.tick()')
    const rest = await claimAndComplete(last)
    completed.push(...rest)
    empty = rest.length === 0 ? empty + 1 : 0
  }
  const { rows: cancelled } = await last.query<{ job_id: string }>(
    `select job_id from headgate.job_queue where state = 'cancelled'`,
  )
  expect([...completed, ...cancelled.map(({ job_id }) => job_id)].toSorted()).toEqual(enqueued.toSorted())
  await expectConsistent(db.pool)
}, 60_000)

/** A few jobs in one transaction, which other calls of it may follow. */
async function enqueue(client: pg.Client): Promise<string[]> {
  await client.query('begin')
  const jobs = Array.from({ length: between(1, 5) }, (_, n) =>
    n % 2 ? { job_type: 'keyed', concurrency_key: `k${between(1, 3)}` } : { job_type: 'plain' },
  )
  const { rows } = await client.query<{ job_id: string }>('select job_id from headgate.enqueue_jobs($1)', [
    JSON.stringify(jobs),
  ])
  for (let turns = between(0, 3); turns > 0; turns--) await client.query('select')
  const kept = between(1, 4) > 1
  await client.query(kept ? 'commit' : 'rollback')
  return kept ? rows.map(({ job_id }) => job_id) : []
}

async function claimAndComplete(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ job_id: string }>(
    `select job_id, lease_token from headgate.claim_jobs('w', ${types}, $1, 3600)`,
    [between(1, 20)],
  )
  const done = await client.query<{ job_id: string }>(
    `select job_id from headgate.complete_jobs($1) where outcome = 'completed'`,
    [JSON.stringify(rows)],
  )
  return done.rows.map(({ job_id }) => job_id)
}

/** Calls that look for one job wherever it is, even while its table is rotated. */
async function cancelAndMove(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ job_id: string }>(
    `select job_id from headgate_private.job_queue where finished_at is null order by random() limit 2`,
  )
  const [one, other] = rows
  if (one) await attempt(client.query('select from headgate.cancel_job($1)', [one.job_id]), 'JQ103')
  if (other)
    await attempt(client.query(`select from headgate.reschedule_job($1, 0, 'move')`, [other.job_id]), 'JQ103')
}

async function rotate(client: pg.Client, nth: number): Promise<unknown> {
  const { rows } = await client.query('select headgate_private.rotate_table($1, 10000) as done', [
    tables[nth % tables.length],
  ])
  return rows[0].done
}
