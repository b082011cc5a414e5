import type pg from 'pg'
import { describe, expect, test } from 'vitest'
import { type Fault, plant } from '../properties/faults.ts'
import { advanceClock, installTestClock, setClock } from '../support/clock.ts'
import { connect, freshDatabase, type TestDatabase } from '../support/database.ts'
import { attempt, between, codeOf, crowd, pace, pick } from './crowd.ts'

const producers = 32
const workers = 6
/** What one call enqueues at most. */
const batch = 5
const types = ['near', 'keyed', 'far']

/** What is known of a queue and what there is, by one snapshot. */
interface Look {
  readonly endpoint: string
  readonly known: readonly [jobs: number, tokens: number]
  readonly exact: readonly [jobs: number, tokens: number]
  /** Rows that a look reads. */
  readonly changes: number
}

describe(`${producers} producers, with claims, cancels, retries and rollbacks beside them`, () => {
  test('what is known of a queue is exact, but for jobs that time brings nearer, and those are few', async () => {
    const looks = await race(await prepared())
    expect(looks.length).toBeGreaterThan(60)
    expect(looks.filter(isWrong)).toEqual([])
    expect(Math.max(...looks.map(({ changes }) => changes))).toBeLessThan(64 + 16 * (producers + workers))
  }, 60_000)

  test.for(faults())('or else the test fails: $what', { timeout: 180_000 }, async (fault) => {
    const db = await prepared()
    await plant(db, fault)
    expect((await race(db, isWrong)).some(isWrong)).toBe(true)
  })
})

describe(`${producers} producers race for the last places of a queue`, () => {
  test.for([60, 1500])('of %i, and exceed it by what is not committed at most', async (limit) => {
    const { jobs, told } = await fillUp(await prepared(limit), limit)
    expect(jobs).toBeGreaterThan(limit - batch)
    expect(jobs).toBeLessThanOrEqual(limit + (producers - 1) * batch)
    for (const depth of told) {
      expect(depth).toBeGreaterThan(limit - batch)
      expect(depth).toBeLessThanOrEqual(jobs)
    }
  })

  test.for([
    {
      what: 'nobody looks far below the limit, nor near it',
      swaps: [['s.job_id_before > l.queue', 's.job_id_before > 2 * l.queue']],
    },
    { what: 'a limit is one for each', swaps: [['s.jobs + coalesce(o.jobs, 0) + p_last_id', 'p_last_id']] },
  ] as const)('or else the test fails: $what', async ({ what, swaps }) => {
    const db = await prepared(1500)
    await plant(db, { what, where: 'headgate_private.queue_of', swaps })
    expect((await fillUp(db, 1500)).jobs).toBeGreaterThan(1500 + (producers - 1) * batch)
  })
})

function isWrong({ endpoint, known, exact }: Look): boolean {
  const most = endpoint === 'far' ? 0.05 : 0
  return known.some((amount, n) => Math.abs(amount - (exact[n] ?? 0)) > most * Math.max(exact[n] ?? 0, 100))
}

/** Ways to lose sight of a job. */
function faults(): Fault[] {
  const forgotten = (what: string, where: string, text: string): Fault => {
    return { what, where: `headgate_private.${where}`, swaps: [[text, '']] }
  }
  const [gone, came] = ['-1, ', '1, '].map(
    (sign) => `perform headgate_private.note_waiting(array[p_job_id], ${sign}`,
  )
  return [
    forgotten(
      'a cancelled job',
      'end_job',
      'perform headgate_private.note_waiting(array[p_job.job_id], -1, v_now);',
    ),
    forgotten(
      'a retried job',
      'hand_back',
      'perform headgate_private.note_waiting(v_back.queued, 1, p_now);',
    ),
    forgotten('a job that is given up', 'bury', `${gone}p_now);`),
    forgotten('a job that is moved away', 'move_in_line', `${gone}v_now);`),
    forgotten('a job that is moved here', 'move_in_line', `${came}v_now);`),
    forgotten('a dead letter that comes back', 'redrive', `${came}v_now);`),
    {
      what: 'claimed jobs',
      where: 'headgate_private.claim_line',
      swaps: [['-pg_catalog.cardinality(job_ids), -v_tokens', '0, 0']],
    },
    {
      what: 'jobs of calls that had not committed',
      where: 'headgate_private.sum_queue',
      swaps: [['least(n.until, n.oldest)', 'n.until']],
    },
    {
      what: 'jobs of calls that had not committed for long',
      where: 'headgate_private.sum_queue',
      swaps: [['where o.xid < v_sum.until', 'where false']],
    },
    {
      what: 'jobs of the call that sums',
      where: 'headgate_private.sum_queue',
      swaps: [
        ['select pg_catalog.pg_current_xact_id()', 'select pg_catalog.pg_current_xact_id() where false'],
      ],
    },
  ]
}

async function prepared(limit = 100_000): Promise<TestDatabase> {
  const db = await freshDatabase()
  await installTestClock(db)
  await setClock(db, new Date('2030-01-01T00:00:00Z'))
  for (const endpoint of types) {
    await db.pool.query(
      `select from headgate.set_api_rate_limit('stress', $1, p_queue_depth_limit => $2, p_backpressure => 'reject')`,
      [endpoint, limit],
    )
    await db.pool.query(
      `select from headgate.set_job_type($1, 'stress', $1, p_max_attempts => 3, p_backoff_base_seconds => 0.1,
         p_backoff_cap_seconds => 1, p_deadline_seconds => 60, p_key_concurrency => 2)`,
      [endpoint],
    )
  }
  return db
}

/** Lets everybody loose several times, and looks all the time and when all have stopped; ends at a look that suffices. */
async function race(db: TestDatabase, suffices?: (look: Look) => boolean): Promise<Look[]> {
  const looker = await connect(db)
  const looks: Look[] = []
  const enough = () => suffices !== undefined && looks.some(suffices)
  const ids: string[] = []
  // Some faults show in one race of many only.
  const gates = suffices === undefined ? 4 : 40
  for (let gate = 0; gate < gates && !enough(); gate++) {
    const { beat, beats } = pace()
    let racing = true
    const all = crowd(db, producers + workers, async (client, member) => {
      while (racing) {
        if (member < producers) await produce(client, ids, member === 0)
        else await meddle(client, ids)
        beat()
      }
    })
    for (let turn = 0; turn < 20 && !enough(); turn++) {
      await beats(40)
      await advanceClock(db, Math.random() * 3)
      looks.push(...(await look(looker)))
    }
    racing = false
    await all
    looks.push(...(await look(looker)))
  }
  await looker.end()
  return looks
}

async function produce(client: pg.Client, ids: string[], lingers: boolean): Promise<void> {
  const isOne = lingers || Math.random() < 0.8
  if (lingers || Math.random() < 0.2) await client.query('begin')
  const jobs = Array.from({ length: isOne ? 1 : between(2, batch) }, () => {
    const job_type = pick(types)
    const seconds = Math.random() < 0.7 ? 0 : between(1, job_type === 'far' ? 400 : 100)
    return {
      job_type,
      estimated_tokens: between(0, 1000),
      ...(job_type === 'keyed' ? { concurrency_key: `k${between(1, 9)}` } : {}),
      ...(seconds === 0
        ? {}
        : {
            scheduled_at: new Date(Date.parse('2030-01-01T00:02:00Z') + seconds * 1000),
            deadline_at: new Date('2030-01-02'),
          }),
    }
  })
  const { rows } = await client.query('select job_id from headgate.enqueue_jobs($1)', [JSON.stringify(jobs)])
  // So long that others have summed twice and more.
  if (lingers) await client.query('select pg_sleep(0.3)')
  const isKept = await client.query(lingers || Math.random() < 0.5 ? 'commit' : 'rollback')
  if (isKept.command === 'COMMIT') ids.push(...rows.map(({ job_id }) => job_id))
}

async function meddle(client: pg.Client, ids: readonly string[]): Promise<void> {
  const { rows: held } = await client.query(
    'select job_id, lease_token from headgate.claim_jobs($1, $2, $3, $4)',
    ['w', types, between(1, 20), between(1, 5)],
  )
  const done = JSON.stringify(held.map((it) => ({ ...it, error: 'stress' })))
  const call = pick(['complete_jobs', 'fail_jobs', 'fail_jobs', 'nothing'])
  if (call === 'complete_jobs')
    await client.query('select from headgate.complete_jobs($1)', [JSON.stringify(held)])
  if (call === 'fail_jobs') await client.query('select from headgate.fail_jobs($1)', [done])
  for (let n = 0; n < 3 && ids.length > 0; n++) {
    const text = pick([
      'select from headgate.cancel_job($1)',
      "select from headgate.reschedule_job($1, 1, 'stress')",
      "select from headgate.dead_letter_job($1, 'stress')",
      "select from headgate.retry_job($1, headgate_private.clock(), 'stress')",
      ...types.map((type) => `select from headgate.redrive_jobs('${type}', 3) where $1::bigint is not null`),
      'select from headgate.tick() where $1::bigint is not null',
    ])
    await attempt(client.query(text, [pick(ids)]), 'JQ103', 'JQ101')
  }
}

async function look(client: pg.Client): Promise<Look[]> {
  const { rows } = await client.query(`
    select l.endpoint, q.jobs as known_jobs, q.tokens as known_tokens, q.changes, w.jobs, w.tokens
    from headgate_private.api_rate_limits l
    join headgate_private.job_type t on t.endpoint_id = l.endpoint_id
    cross join lateral headgate_private.queue_size(l.endpoint_id) q
    cross join lateral (
      select count(*) as jobs, coalesce(sum(tokens), 0) as tokens from (
        select tokens from headgate_private.ready where lane = t.lane and priority < 10
        union all select tokens from headgate_private.blocked where lane = t.lane
        union all select tokens from headgate_private.scheduled
        where lane = t.lane and due_at <= headgate_private.clock() + interval '5 minutes'
      ) j
    ) w
    where l.provider = 'stress'`)
  return rows.map((row): Look => {
    return {
      endpoint: row.endpoint,
      known: [Number(row.known_jobs), Number(row.known_tokens)],
      exact: [Number(row.jobs), Number(row.tokens)],
      changes: Number(row.changes),
    }
  })
}

/** Everybody enqueues until refused three times; what waits then, and what they were told. */
async function fillUp(db: TestDatabase, limit: number): Promise<{ jobs: number; told: number[] }> {
  const told: number[] = []
  await crowd(db, producers, async (client) => {
    for (let refused = 0, called = 0; refused < 3 && called < limit; called++) {
      const jobs = Array.from({ length: between(1, batch) }, () => ({ job_type: 'near' }))
      try {
        await client.query('select from headgate.enqueue_jobs($1)', [JSON.stringify(jobs)])
      } catch (error) {
        if (codeOf(error) !== 'JQ210') throw error
        refused += 1
        told.push(JSON.parse(String(Object(error).detail)).queue_depth)
      }
    }
  })
  const { rows } = await db.pool.query('select count(*)::int as jobs from headgate.job_queue')
  return { jobs: rows[0].jobs, told }
}
