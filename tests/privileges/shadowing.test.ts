import type pg from 'pg'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { asRole, connect, freshDatabase, type TestDatabase } from '../support/database.ts'

let db: TestDatabase
let caller: pg.Client
const noticed: string[] = []

beforeAll(async () => {
  db = await freshDatabase()
})

/** Names that a caller's session resolves before ours wherever one of our functions is careless. */
beforeEach(async () => {
  noticed.length = 0
  caller = await asRole(db, 'service_role')
  caller.on('notice', ({ message }) => noticed.push(message ?? ''))
  await caller.query(`
    create function pg_temp.trap(v pg_catalog.text) returns pg_catalog.bool language plpgsql as $$
    begin
      raise notice 'trapped as %', current_user;
      return true;
    end $$;
    set search_path = pg_temp, public, pg_catalog`)
})

afterEach(async () => {
  await caller.end()
})

/** Goes through the API once, in the caller's session. */
async function session(): Promise<void> {
  const one = async (sql: string, values: unknown[] = []): Promise<Record<string, unknown>> =>
    (await caller.query<Record<string, unknown>>(sql, values)).rows[0] ?? {}
  await one(`select * from headgate.set_api_rate_limit('p', 'e', p_token_limit => 1000)`)
  await one(`select * from headgate.set_job_type('shadowed', 'p', 'e', p_estimated_tokens => 10)`)
  await one(`select * from headgate.set_configuration('timeout_seconds', '30')`)
  const due = [{ job_type: 'shadowed', scheduled_at: new Date(Date.now() + 3_600_000).toISOString() }]
  await caller.query('select from headgate.enqueue_jobs($1)', [JSON.stringify(due)])
  await caller.query(
    `select from headgate.enqueue_jobs('[{"job_type": "shadowed"}, {"job_type": "shadowed"}]')`,
  )
  const { job_id } = await one(`select * from headgate.enqueue_job('shadowed', p_idempotency_key => 'k')`)
  const { rows } = await caller.query<Record<string, unknown>>(
    `select * from headgate.claim_jobs('w', array['shadowed']::pg_catalog.text[], 3)`,
  )
  const [first, second, third] = rows
  const token = first?.lease_token
  await one('select * from headgate.heartbeat_jobs($1)', [token])
  await one(`select * from headgate.log_audit_event('read', p_job_id => $1, p_lease_token => $2)`, [
    first?.job_id,
    token,
  ])
  expect(
    await one('select * from headgate.complete_job($1, $2, $3)', [first?.job_id, token, '1']),
  ).toMatchObject({
    state: 'completed',
  })
  expect(
    await one('select * from headgate.fail_job($1, $2, $3)', [second?.job_id, token, '1']),
  ).toMatchObject({
    state: 'queued',
  })
  await one(`select * from headgate.reschedule_job($1, 0, 'r', $2)`, [third?.job_id, token])
  await one('select * from headgate.get_job($1)', [job_id])
  for (const left of [second, third]) await one('select * from headgate.cancel_job($1)', [left?.job_id])
  const { reservation_id } = await one(`select * from headgate.acquire_api_capacity('p', 'e', 5)`)
  await one('select * from headgate.release_api_capacity($1, 3)', [reservation_id])
  await one(`select * from headgate.peek_api_capacity('p', 'e')`)
  await caller.query('select from headgate.reclaim_timed_out_jobs()')
  await one('select * from headgate.tick()')
  await caller.query('select job_id from headgate.job_queue limit 1')
}

describe('a caller who shadows names in a session of his own', () => {
  it.each(['text', 'jsonb', 'timestamptz', 'uuid', 'xid8', 'bool', 'int4', 'int8', 'regclass'])(
    'runs none of his code as the owner by a type called %s',
    async (name) => {
      await caller.query(
        `create domain pg_temp.${name} as pg_catalog.${name} check (pg_temp.trap(value::pg_catalog.text))`,
      )
      await session()
      expect(noticed).toEqual([])
    },
  )

  it('changes nothing by tables of the same names', async () => {
    for (const name of ['job_queue', 'ready', 'lease', 'head', 'audit_log', 'api_rate_limits', 'job_type']) {
      await caller.query(`create temp table ${name} (like pg_catalog.pg_class)`)
    }
    await session()
    expect(noticed).toEqual([])
  })

  it('changes nothing by functions of the same names', async () => {
    await caller.query(`
      create function pg_temp.now() returns timestamptz language sql as 'select ''infinity''::timestamptz';
      create function pg_temp.coalesce_trap() returns int language sql as 'select 1';
      create function pg_temp.clock_timestamp() returns timestamptz language sql as 'select ''infinity''::timestamptz';
      create function pg_temp.length(text) returns int language sql as 'select 0';
      create function pg_temp.jsonb_typeof(jsonb) returns text language sql as 'select ''array''';
      create function pg_temp.pg_has_role(text, text, text) returns boolean language sql as 'select true';
      create function pg_temp.cardinality(anyarray) returns int language sql as 'select 0'`)
    await session()
    expect(noticed).toEqual([])
  })

  it('changes nothing by operators and casts in a schema at the front of his path', async () => {
    const admin = await connect(db)
    await admin.query(`create schema if not exists traps;
      grant usage, create on schema traps to service_role`)
    await caller.query(`
      create function traps.equal(pg_catalog.text, pg_catalog.text) returns pg_catalog.bool language plpgsql as
        $$ begin raise notice 'trapped as %', current_user; return true; end $$;
      create operator traps.= (leftarg = pg_catalog.text, rightarg = pg_catalog.text, function = traps.equal);
      create function traps.less(pg_catalog.timestamptz, pg_catalog.timestamptz) returns pg_catalog.bool language plpgsql as
        $$ begin raise notice 'trapped as %', current_user; return true; end $$;
      create operator traps.<= (leftarg = pg_catalog.timestamptz, rightarg = pg_catalog.timestamptz, function = traps.less);
      set search_path = traps, pg_catalog`)
    await session()
    expect(noticed).toEqual([])
    await admin.query('drop schema traps cascade')
  })

  it('changes nothing by the settings of his session', async () => {
    await caller.query(`set datestyle = 'German, DMY'; set intervalstyle = 'sql_standard'; set timezone = 'Asia/Kathmandu';
      set bytea_output = 'escape'; set extra_float_digits = -15; set standard_conforming_strings = off;
      set xmloption = 'content'; set default_transaction_isolation = 'read committed';
      set row_security = off; set enable_indexscan = off; set array_nulls = off`)
    await session()
    expect(noticed).toEqual([])
  })
})
