import type pg from 'pg'
import { describe, expect, test } from 'vitest'
import { expectConsistent } from '../properties/invariants.ts'
import { advanceClock, installTestClock } from '../support/clock.ts'
import { connect, freshDatabase, type TestDatabase } from '../support/database.ts'
import { eventually } from '../support/eventually.ts'
import { between, codeOf, crowd, pick } from './crowd.ts'
import { enqueueMany } from './enqueue.ts'

const jobs = 10_000

interface Claimed {
  readonly job_id: string
  readonly lease_token: string
}

async function claim(client: pg.ClientBase, limit: number): Promise<Claimed[]> {
  const { rows } = await client.query<Claimed>(
    `select job_id, lease_token from headgate.claim_jobs('stress', '{plain}', $1, 3600)`,
    [limit],
  )
  return rows
}

async function complete(client: pg.ClientBase, held: readonly Claimed[]): Promise<string[]> {
  const { rows } = await client.query<{ job_id: string }>(
    `select job_id from headgate.complete_jobs($1) where outcome = 'completed'`,
    [JSON.stringify(held)],
  )
  return rows.map(({ job_id }) => job_id)
}

/** How many jobs were claimed and completed so and so often, by the record. */
async function record(
  db: TestDatabase,
): Promise<{ state: string; claimed: number; completed: number; jobs: number }[]> {
  const { rows } = await db.pool.query(`
    select state, claimed, completed, count(*)::integer as jobs from (
      select j.state,
        count(*) filter (where a.action = 'claimed')::integer as claimed,
        count(*) filter (where a.action = 'completed')::integer as completed
      from headgate.job_queue j left join headgate.audit_log a on a.job_id = j.job_id
      group by j.job_id, j.state
    ) r group by state, claimed, completed`)
  return rows
}

describe('ten thousand jobs and sixteen connections', () => {
  test('each job is claimed once and completed once', async () => {
    const db = await freshDatabase()
    const ids = await enqueueMany(db.pool, 'plain', jobs)
    const seen: string[] = []
    await crowd(db, 16, async (client) => {
      for (let held = await claim(client, 1); held.length > 0; held = await claim(client, between(1, 40))) {
        seen.push(...held.map(({ job_id }) => job_id))
        expect(await complete(client, held)).toHaveLength(held.length)
      }
    })
    expect(seen.toSorted()).toEqual(ids.toSorted())
    expect(await record(db)).toEqual([{ state: 'completed', claimed: 1, completed: 1, jobs }])
    await expectConsistent(db.pool)
  })

  test('nothing is lost or done twice while connections are cut', async () => {
    const db = await freshDatabase()
    await installTestClock(db)
    await enqueueMany(db.pool, 'plain', jobs)
    const done: string[] = []
    const backends = new Map<number, number>()
    let cuts = 0
    const member = async (number: number) => {
      for (;;) {
        const client = await connect(db)
        try {
          const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
          backends.set(number, rows[0]?.pid ?? 0)
          for (let held = await claim(client, 1); held.length > 0; held = await claim(client, between(1, 40)))
            done.push(...(await complete(client, held)))
          return
        } catch (error) {
          // Cut: the server says 57P01, the driver says so without a SQLSTATE.
          if (/^(?!57P01)[0-9A-Z]{5}$/.test(codeOf(error))) throw error
        }
      }
    }
    const work = Promise.all(Array.from({ length: 16 }, (_, number) => member(number)))
    await eventually(() => backends.size === 16)
    for (; done.length < jobs * 0.8; cuts += 1)
      await db.pool.query('select pg_terminate_backend($1), pg_sleep(0.02)', [pick([...backends.values()])])
    await work
    // What the dead held comes back when its lease has run out.
    await advanceClock(db, 3601)
    await member(0)
    expect(cuts).toBeGreaterThan(5)
    expect(new Set(done).size).toBe(done.length)
    const outcomes = await record(db)
    expect(outcomes.every(({ state, completed }) => state === 'completed' && completed === 1)).toBe(true)
    expect(outcomes.reduce((sum, { jobs }) => sum + jobs, 0)).toBe(jobs)
    await expectConsistent(db.pool)
  })
})
