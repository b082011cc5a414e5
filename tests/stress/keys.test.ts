import type pg from 'pg'
import { describe, expect, test } from 'vitest'
import { plant } from '../properties/faults.ts'
import { broken } from '../properties/invariants.ts'
import { advanceClock, installTestClock, setClock } from '../support/clock.ts'
import { connect, freshDatabase, type TestDatabase } from '../support/database.ts'
import { eventually } from '../support/eventually.ts'
import { attempt, between, codeOf, crowd, pace, pick } from './crowd.ts'
import { crowded, outOfOrder, readSteps } from './key-record.ts'

/** How many jobs of a key may run at once. That of `varying` changes all the time, up to this. */
const places = { one: 1, three: 3, turn: 1, varying: 4 }
const types = Object.keys(places)
const keys = ['a', 'b', 'c', 'd', 'e']

interface Held {
  readonly job_id: string
  readonly lease_token: string
}

test('a job that commits while news of keys is taken is not forgotten', async () => {
  const db = await freshDatabase()
  const [claimer, gate] = [await connect(db), await connect(db)]
  // Whoever takes news waits at the gate, within the statement that calls it.
  await db.pool.query(`
    alter function headgate_private.take_key_news rename to take_key_news_at_once;
    create function headgate_private.take_key_news(integer, integer) returns bigint[] language plpgsql as $$
    begin
      perform pg_advisory_lock_shared(1);
      perform pg_advisory_unlock_shared(1);
      return headgate_private.take_key_news_at_once($1, $2);
    end $$`)
  await db.pool.query(`select from headgate.enqueue_job('plain', p_concurrency_key => 'first')`)
  await gate.query('select pg_advisory_lock(1)')
  const claimed = claimer.query(`select job_id from headgate.claim_jobs('w', '{plain}', 10)`)
  await eventually(async () => {
    const { rows } = await gate.query(`select from pg_locks where locktype = 'advisory' and not granted`)
    return rows.length === 1
  })
  await db.pool.query(`select from headgate.enqueue_job('plain', p_concurrency_key => 'second')`)
  await gate.query('select pg_advisory_unlock(1)')
  const first = (await claimed).rows
  const { rows } = await db.pool.query(`select job_id from headgate.claim_jobs('w', '{plain}', 10)`)
  expect(first.length + rows.length).toBe(2)
})

test('a job whose key was looked after by who put it there is not forgotten when a place comes free meanwhile', async () => {
  const db = await freshDatabase()
  const claim = `select job_id, lease_token from headgate.claim_jobs('w', '{plain}', 10)`
  const enqueue = `select job_id from headgate.enqueue_job('plain', p_concurrency_key => 'key')`
  await db.pool.query(enqueue)
  const { rows: running } = await db.pool.query<Held>(claim)
  const open = await connect(db)
  await open.query('begin')
  const { rows: blocked } = await open.query<Held>(enqueue)
  expect((await open.query(claim)).rows).toEqual([])
  await db.pool.query('select from headgate.complete_job($1, $2)', [
    running[0]?.job_id,
    running[0]?.lease_token,
  ])
  expect((await db.pool.query(claim)).rows).toEqual([])
  await open.query('commit')
  expect((await db.pool.query(claim)).rows).toMatchObject([{ job_id: blocked[0]?.job_id }])
})

describe('sixteen connections on the jobs of few keys', { timeout: 120_000 }, () => {
  test('never start one too many, or out of turn, and leave none behind', async () => {
    const db = await install()
    expect(await race(db)).toEqual([])

    await drain(db)
    const { rows } = await db.pool.query(
      `select state, count(*)::integer as jobs from headgate.job_queue where state <> 'cancelled' group by state`,
    )
    expect(rows).toEqual([{ state: 'completed', jobs: expect.any(Number) }])
    expect(await broken(db.pool)).toEqual([])

    const steps = await readSteps(db)
    expect(steps.filter(({ to }) => to === 'running').length).toBeGreaterThan(500)
    expect(crowded(steps, places)).toEqual([])
    expect(outOfOrder(steps, 'turn')).toEqual([])
  })

  test('are convicted where they count without a lock', async () => {
    const db = await install()
    const where = 'headgate_private.admit_key'
    const lock = 'not pg_catalog.pg_try_advisory_xact_lock(pg_catalog.hashtextextended(p_key, p_lane))'
    await plant(db, { what: 'no lock', where, swaps: [[lock, 'false']] })
    await race(db)
    expect(crowded(await readSteps(db), places)).not.toEqual([])
  })
})

async function install(): Promise<TestDatabase> {
  const db = await freshDatabase()
  await installTestClock(db)
  await setClock(db, new Date('2030-01-01T00:00:00Z'))
  for (const [type, key_concurrency] of Object.entries(places))
    await db.pool.query(
      `select from headgate.set_job_type($1, p_key_concurrency => $2, p_key_order => $3, p_max_attempts => 4,
         p_backoff_base_seconds => 0.5, p_backoff_cap_seconds => 2)`,
      [type, key_concurrency, type === 'turn' ? 'fifo' : 'any'],
    )
  await db.pool.query(
    `select from headgate.enqueue_jobs((
       select jsonb_agg(jsonb_build_object('job_type', t, 'concurrency_key', k, 'priority', 4 + n % 2))
       from unnest($1::text[]) as t cross join unnest($2::text[]) as k cross join generate_series(1, 60) as n))`,
    [types, keys],
  )
  return db
}

/** Everything that can happen to jobs, through some two minutes of the clock. Returns what was inconsistent. */
async function race(db: TestDatabase): Promise<string[]> {
  const { beat, beats } = pace()
  const backends = new Map<number, number>()
  let racing = true
  const member = async (number: number) => {
    while (racing) {
      const client = await connect(db)
      const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
      backends.set(number, rows[0]?.pid ?? 0)
      try {
        while (racing) {
          await work(client, number)
          beat()
        }
      } catch (error) {
        // Cut: the server says 57P01, the driver says so without a SQLSTATE.
        if (/^(?!57P01)[0-9A-Z]{5}$/.test(codeOf(error))) throw error
        beat()
      }
    }
  }
  const working = Promise.all(Array.from({ length: 16 }, (_, number) => member(number)))
  const inconsistencies: string[] = []
  for (let step = 1; step <= 200; step++) {
    await Promise.race([beats(6), working])
    await advanceClock(db, Math.random())
    if (step % 10 === 0)
      await db.pool.query(`select from headgate.set_job_type('varying', p_key_concurrency => $1)`, [
        between(1, places.varying),
      ])
    if (step % 25 === 0)
      await db.pool.query('select pg_terminate_backend($1)', [pick([...backends.values()])])
    if (step % 4 === 0)
      inconsistencies.push(...(await broken(db.pool)).filter((found) => !ofVarying.test(found)))
  }
  racing = false
  await working
  return inconsistencies
}

/** Where k has just been lowered, more places are taken; where it was raised, a claim may not have known. */
const ofVarying = /^(no key has more places|blocked jobs wait).*: varying /

async function work(client: pg.Client, number: number): Promise<void> {
  const { rows } = await client.query<Held>(
    'select job_id, lease_token from headgate.claim_jobs($1, $2, $3, $4)',
    [`w${number}`, types, between(1, 8), between(2, 10)],
  )
  for (const held of rows) if (Math.random() < 0.9) await settle(client, held)
  if (Math.random() < 0.3) await interfere(client)
}

const settlements = [
  'select from headgate.complete_job($1, $2)',
  'select from headgate.complete_job($1, $2)',
  'select from headgate.complete_job($1, $2)',
  `select from headgate.fail_job($1, $2, '"stress"')`,
  `select from headgate.fail_job($1, $2, '"stress"', p_retry_at => headgate_private.clock())`,
  `select from headgate.fail_job($1, $2, '"stress"', false)`,
  `select from headgate.reschedule_job($1, 1, 'stress', $2)`,
  `select from headgate.retry_job($1, headgate_private.clock(), 'stress', $2)`,
] as const

async function settle(client: pg.Client, { job_id, lease_token }: Held): Promise<void> {
  await attempt(client.query(pick(settlements), [job_id, lease_token]), 'JQ102')
}

/** Moves by hand are no business of fifo jobs: they would change the order. */
async function interfere(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ job_id: string; job_type: string }>(
    `select job_id, job_type from headgate_private.job_queue where state = 'queued' order by random() limit 1`,
  )
  const [job] = rows
  if (!job) return
  const moves = [
    `select from headgate.reschedule_job($1, 1, 'stress')`,
    `select from headgate.retry_job($1, headgate_private.clock(), 'stress')`,
  ]
  const ends = [
    'select from headgate.cancel_job($1)',
    `select from headgate.dead_letter_job($1, 'stress')`,
    'select from headgate.tick() where $1::bigint is not null',
  ]
  const call = pick(job.job_type === 'turn' ? ends : [...ends, ...moves, ...moves])
  await attempt(client.query(call, [job.job_id]), 'JQ103')
  await client.query('select from headgate.redrive_jobs($1, 3)', [pick(types)])
  if (Math.random() < 0.3)
    await client.query('select from headgate.enqueue_job($1, p_concurrency_key => $2)', [
      pick(['one', 'three', 'varying']),
      pick(keys),
    ])
}

/** Lets everything come to its end, once the last leases have run out. */
async function drain(db: TestDatabase): Promise<void> {
  await advanceClock(db, 3600)
  await db.pool.query('select from headgate.tick(10000)')
  for (const type of types) await db.pool.query('select from headgate.redrive_jobs($1, 10000)', [type])
  await crowd(db, 4, async (client) => {
    for (let idle = 0; idle < 3; ) {
      const { rows } = await client.query<Held>(
        `select job_id, lease_token from headgate.claim_jobs('last', $1, 20)`,
        [types],
      )
      idle = rows.length > 0 ? 0 : idle + 1
      await client.query('select from headgate.complete_jobs($1)', [JSON.stringify(rows)])
    }
  })
}
