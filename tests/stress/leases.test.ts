import type pg from 'pg'
import { expect, test } from 'vitest'
import { expectConsistent } from '../properties/invariants.ts'
import { advanceClock, installTestClock, setClock } from '../support/clock.ts'
import { connect, freshDatabase } from '../support/database.ts'
import { attempt, between, crowd, lasting, pace, pick } from './crowd.ts'
import { enqueueMany } from './enqueue.ts'

interface Held {
  readonly job_id: string
  readonly lease_token: string
}

/** What a holder, live or not, may try with a job. */
const settlements = [
  `select from headgate.complete_job($1, $2)`,
  `select from headgate.complete_job($1, $2)`,
  `select from headgate.fail_job($1, $2, '"stress"', p_retry_at => headgate_private.clock())`,
  `select from headgate.reschedule_job($1, 0, 'stress', $2)`,
  `select from headgate.retry_job($1, headgate_private.clock(), 'stress', $2)`,
] as const

test('leases that expire while their holders hurry never have two live holders, and losers are told', async () => {
  const db = await freshDatabase()
  await installTestClock(db)
  await setClock(db, new Date('2030-01-01T00:00:00Z'))
  await db.pool.query(`select from headgate.set_job_type('plain', p_max_attempts => 1000)`)
  const jobs = await enqueueMany(db.pool, 'plain', 400)
  // The newest lease of each job, as soon as an answer showed it.
  const newest = new Map<string, string>()
  // The lease under which each was completed. Repeating that very call answers the same and is no second completion.
  const completed = new Map<string, string>()
  const remembered: Held[] = []
  let [lost, usurped, twice] = [0, 0, 0]

  const settle = async (client: pg.Client, { job_id, lease_token }: Held) => {
    const stale = newest.get(job_id) !== lease_token
    const settlement = pick(settlements)
    const answer = await attempt(client.query(settlement, [job_id, lease_token]), 'JQ102')
    if (answer === 'JQ102') lost += 1
    else if (stale) usurped += 1
    else if (settlement.includes('complete')) {
      if ((completed.get(job_id) ?? lease_token) !== lease_token) twice += 1
      completed.set(job_id, lease_token)
    }
  }

  const { beat, beats } = pace()
  let racing = true
  const race = crowd(db, 16, async (client, member) => {
    while (racing) {
      const { rows } = await client.query<Held>(
        `select job_id, lease_token from headgate.claim_jobs($1, '{plain}', $2, $3)`,
        [`w${member}`, between(1, 4), between(1, 3)],
      )
      beat()
      for (const held of rows) newest.set(held.job_id, held.lease_token)
      remembered.push(...rows)
      const [first] = rows
      if (first && Math.random() < 0.5)
        await attempt(client.query('select from headgate.heartbeat_jobs($1)', [first.lease_token]), 'JQ102')
      for (const held of rows) if (Math.random() < 0.8) await settle(client, held)
      // Somebody who was thought dead comes back with an old token.
      if (remembered.length > 0 && Math.random() < 0.3) {
        const old = pick(remembered)
        if (!completed.has(old.job_id)) await settle(client, old)
      }
      if (Math.random() < 0.1) await client.query('select from headgate.reclaim_timed_out_jobs()')
    }
  })
  const goesOn = lasting(5000, () => lost > 10 && completed.size > 10)
  while (goesOn() && completed.size < jobs.length) {
    await advanceClock(db, Math.random())
    await beats(8)
  }
  racing = false
  await race

  expect(usurped).toBe(0)
  expect(lost).toBeGreaterThan(10)
  expect(twice).toBe(0)
  await expectConsistent(db.pool)
  // Nothing is lost either: what is left can still be claimed, once the last leases have run out.
  await advanceClock(db, 3600)
  const rest = await connect(db)
  const { rows } = await rest.query<Held>(`select job_id from headgate.claim_jobs('last', '{plain}', 1000)`)
  expect(rows.length + completed.size).toBe(jobs.length)
})
