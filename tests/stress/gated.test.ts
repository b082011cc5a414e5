import type pg from 'pg'
import { expect, test } from 'vitest'
import { judge } from '../auditor/judge.ts'
import type { Entry } from '../auditor/log.ts'
import { configured, granted, type Limits } from '../auditor/single.ts'
import { broken } from '../properties/invariants.ts'
import { advanceClock, installTestClock, setClock } from '../support/clock.ts'
import { connect, freshDatabase, type TestDatabase } from '../support/database.ts'
import { micros, second } from '../support/micros.ts'
import { attempt, between, crowd, lasting, pace, pick, shuffled } from './crowd.ts'
import { enqueueMany } from './enqueue.ts'

const span = 60n * second + 500_000n
/** Two endpoints; the first feeds two lanes. */
const endpoints: Record<string, Limits> = {
  one: { window: span, requests: 90, tokens: 5000, concurrency: 12 },
  two: { window: span, requests: 200, tokens: null, concurrency: 5 },
}
const lanes = [
  { type: 'a', endpoint: 'one', tokens: 100 },
  { type: 'b', endpoint: 'two', tokens: 10 },
  { type: 'c', endpoint: 'one', tokens: 30 },
]
const types = lanes.map(({ type }) => type)

interface Held {
  readonly job_id: string
  readonly lease_token: string
}

test('gated claims, settlements, reclaims and cancels race without a deadlock or one call too many', async () => {
  const db = await freshDatabase()
  await installTestClock(db)
  await setClock(db, new Date('2030-01-01T00:00:00Z'))
  await install(db)
  const jobs = (await Promise.all(types.map((type) => enqueueMany(db.pool, type, 600)))).flat()
  const { beat, beats } = pace()
  let racing = true
  let settled = 0
  const race = crowd(db, 16, async (client, member) => {
    const held: Held[] = []
    while (racing) {
      const { rows } = await client.query<Held>(
        `select job_id, lease_token from headgate.claim_jobs($1, $2, $3, $4)`,
        [`w${member}`, shuffled(types), between(1, 10), between(2, 20)],
      )
      beat()
      held.push(...rows)
      if (held.length > 8 || Math.random() < 0.3) settled += await settle(client, held.splice(0))
      if (Math.random() < 0.2) await interfere(client, jobs)
    }
  })
  const inconsistencies: string[] = []
  for (const goesOn = lasting(6000, () => settled > 50); goesOn(); ) {
    await advanceClock(db, Math.random() * 4)
    await beats(6)
    if (Math.random() < 0.02) inconsistencies.push(...(await broken(db.pool)))
  }
  racing = false
  await race
  expect(inconsistencies).toEqual([])

  await advanceClock(db, 3600)
  await db.pool.query('select from headgate.tick(10000)')
  const { rows } = await db.pool.query(
    `select endpoint, in_flight from headgate.api_rate_limits where provider = 'stress' order by endpoint`,
  )
  expect(rows).toEqual([
    { endpoint: 'one', in_flight: 0 },
    { endpoint: 'two', in_flight: 0 },
  ])
  expect(await broken(db.pool)).toEqual([])
  for (const endpoint of Object.keys(endpoints)) expect(judge(await grantLog(db, endpoint))).toEqual([])
})

test('a claim during which slots end takes no call too many', async () => {
  const db = await freshDatabase()
  await installTestClock(db)
  await install(db)
  const limits = { window: span, requests: 90, tokens: 5000, concurrency: null }
  await db.pool.query(`select from headgate.set_api_rate_limit('stress', 'one', p_concurrency_limit => -1)`)
  await db.pool.query(`select from headgate.set_configuration('priority_ageing_seconds', '0')`)
  await enqueueMany(db.pool, 'c', 4000)
  // Whoever looks at the clock moves it by a third of a slot.
  await db.pool.query(`
    create sequence headgate_test.looks;
    grant usage on sequence headgate_test.looks to public;
    create or replace function headgate_private.clock() returns timestamptz language sql volatile as
      $$ select timestamptz '2030-01-01' + nextval('headgate_test.looks') * interval '0.9 seconds' $$`)
  const client = await connect(db)
  for (let n = 0; n < 300; n++) {
    // What the one lane cannot give the other gives, at the moment of its first grant.
    await enqueueMany(client, 'a', 1)
    const { rows } = await client.query<Held>(
      `select job_id, lease_token from headgate.claim_jobs('w', '{a,c}', $1, 3600)`,
      [between(10, 50)],
    )
    await client.query('select from headgate.complete_jobs($1)', [JSON.stringify(rows)])
  }
  await client.end()
  const log = await grantLog(db, 'one', limits)
  expect(log.length).toBeGreaterThan(500)
  expect(judge(log)).toEqual([])
})

async function install(db: TestDatabase): Promise<void> {
  for (const [name, { requests, tokens, concurrency }] of Object.entries(endpoints))
    await db.pool.query(
      `select from headgate.set_api_rate_limit('stress', $1, p_request_limit => $2, p_token_limit => $3, p_concurrency_limit => $4)`,
      [name, requests, tokens, concurrency],
    )
  for (const { type, endpoint, tokens } of lanes)
    await db.pool.query(
      `select from headgate.set_job_type($1, 'stress', $2, p_estimated_tokens => $3, p_max_attempts => 1000,
         p_backoff_base_seconds => 0.1, p_backoff_cap_seconds => 1)`,
      [type, endpoint, tokens],
    )
}

/** Completes or fails a batch over several leases and endpoints, in no order; returns how many were still held. */
async function settle(client: pg.Client, held: readonly Held[]): Promise<number> {
  const batch = shuffled(held)
  const call = Math.random() < 0.7 ? 'complete_jobs' : 'fail_jobs'
  const { rows } = await client.query(`select from headgate.${call}($1) where outcome <> 'lease_lost'`, [
    JSON.stringify(
      batch.map((settlement) => (call === 'fail_jobs' ? { ...settlement, error: 'stress' } : settlement)),
    ),
  ])
  return rows.length
}

async function interfere(client: pg.Client, jobs: readonly string[]): Promise<void> {
  const [call, ...expected] = pick([
    ['select from headgate.cancel_job($1)', 'JQ103'],
    ["select from headgate.reschedule_job($1, 1, 'stress')", 'JQ103'],
    ["select from headgate.dead_letter_job($1, 'stress')", 'JQ103'],
    ["select from headgate.retry_job($1, headgate_private.clock(), 'stress')", 'JQ103'],
    ['select from headgate.reclaim_timed_out_jobs() where $1::bigint is not null'],
    ['select from headgate.tick() where $1::bigint is not null'],
  ])
  await attempt(client.query(call ?? '', [pick(jobs)]), ...expected)
  if (Math.random() < 0.5)
    await client.query(`select from headgate.acquire_api_capacity('stress', $1, 5, p_ttl_seconds => 1)`, [
      pick(Object.keys(endpoints)),
    ])
}

/** What was granted to jobs and to callers of acquire, by the record. Everything cost what it was estimated to. */
async function grantLog(db: TestDatabase, endpoint: string, limits = endpoints[endpoint]): Promise<Entry[]> {
  const ofEndpoint = lanes.filter((lane) => lane.endpoint === endpoint).map(({ type }) => type)
  const { rows } = await db.pool.query<{ kind: 'granted' | 'ended'; at: string; tokens: string; id: string }>(
    `with reserved as (
       select s.*, s.charged_tokens as tokens from headgate_private.reservation_settled s
       join headgate_private.api_rate_limits l using (endpoint_id)
       where l.endpoint = $2
     )
     select case when a.action = 'claimed' then 'granted' else 'ended' end as kind, ${micros('a.logged_at')} as at,
       a.audit_id as place, j.estimated_tokens as tokens, j.job_id || ' ' || a.lease_token as id
     from headgate_private.audit_log a
     cross join lateral unnest(a.job_ids) as i (job_id)
     join headgate_private.job_queue j on j.job_id = i.job_id
     where j.job_type = any ($1) and 'running' in (a.from_state, a.to_state)
     union all
     select 'granted', ${micros('granted_at')}, 9e18::bigint, tokens, 'r' || reservation_id from reserved
     union all
     select 'ended', ${micros('settled_at')}, 0, tokens, 'r' || reservation_id from reserved
     order by at, place`,
    [ofEndpoint, endpoint],
  )
  const grants = rows.map(({ kind, at, tokens, id }): Entry => {
    return kind === 'ended'
      ? { kind, at: BigInt(at), id }
      : granted(BigInt(at), id, { requests: 1, tokens: Number(tokens) })
  })
  return [configured(0n, limits ?? { window: span, requests: 0, tokens: 0, concurrency: 0 }), ...grants]
}
