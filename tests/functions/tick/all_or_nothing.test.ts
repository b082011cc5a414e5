import { beforeAll, describe, expect, it } from 'vitest'
import { completed, DAY, enqueue, openLedger, TURN, turn } from '../../ledger/support.ts'
import { plant } from '../../properties/faults.ts'
import { expectConsistent } from '../../properties/invariants.ts'
import { connect } from '../../support/database.ts'
import type { Bench } from '../bench.ts'
import { startJob } from '../look.ts'
import { blocked } from '../waiting.ts'

/** A database in which a tick has something to do of every kind but a rotation, which has tests of its own. */
async function everythingDue(): Promise<Bench> {
  const bench = await openLedger()
  const later = (seconds: number) => bench.now().then((now) => new Date(now.getTime() + seconds * 1000))
  const endpoint = await bench.endpoint({
    concurrency_limit: 9,
    queue_depth_limit: 500,
    backpressure: 'reject',
  })
  const api = { provider: 'p', endpoint }
  const [gated, keyed] = [await bench.type(api), await bench.type({ key_concurrency: 1 })]

  // A partition that is past its retention, and a job in it that must stay.
  await enqueue(bench, 1, { scheduled_at: await later(30 * DAY) })
  await completed(bench, 3)
  const settled = await bench.one('acquire_api_capacity', api)
  await bench.one('release_api_capacity', { reservation_id: settled.reservation_id })
  await turn(bench)
  await bench.advance(7 * DAY - TURN - 3600)

  await bench.call('schedule_job', { name: 'minutely', job_type: 'plain', cron: '* * * * *' })
  await enqueue(bench, 2, { scheduled_at: await later(60) })
  await enqueue(bench, 1, { idempotency_key: 'k', idempotency_scope: 'interval', idempotency_seconds: 30 })
  await startJob(bench, gated, { lease_seconds: 30 })
  await bench.one('acquire_api_capacity', { ...api, ttl_seconds: 30 })
  await bench.call('enqueue_job', { job_type: gated })
  await bench.sql(`insert into headgate_private.queue_change (endpoint_id, jobs, tokens)
    select endpoint_id, 0, 0 from headgate_private.api_rate_limits, generate_series(1, 70) where endpoint = '${endpoint}'`)
  for (let n = 0; n < 2; n++) await bench.call('enqueue_job', { job_type: keyed, concurrency_key: 'k' })
  const [first] = await bench.call('claim_jobs', { worker: 'w', job_types: [keyed] })
  await bench.call('complete_job', { job_id: first?.job_id, lease_token: first?.lease_token })
  for (let n = 0; n < 2; n++) {
    await bench.call('claim_jobs', { worker: 'w', job_types: ['audited'], wake_me: true })
    await bench.call('enqueue_job', { job_type: 'audited' })
    await bench.call('claim_jobs', { worker: 'w', job_types: ['audited'] })
  }
  await bench.sql(`insert into headgate_private.estimate_sample (job_type, ratios) values ('plain', '{2}')`)
  await bench.advance(3600)
  return bench
}

/** Every row of every table, and the tables themselves. */
async function everything(bench: Bench): Promise<ReadonlyMap<string, unknown>> {
  const tables = await bench.sql(`select oid::regclass::text as name from pg_class
    where relnamespace = 'headgate_private'::regnamespace and relkind = 'r' order by 1`)
  const all = new Map<string, unknown>()
  for (const { name } of tables) {
    const [row] = await bench.sql(`select array_agg(t::text order by t::text) as rows from ${name} t`)
    all.set(String(name), row?.rows)
  }
  return all
}

/** The tables in which a tick changes something now, of those that are there already. */
async function written(bench: Bench): Promise<string[]> {
  const client = await connect(bench.db)
  const { rows: there } = await client.query<{ oid: number; name: string }>(
    `select oid, oid::regclass::text as name from pg_class where relnamespace = 'headgate_private'::regnamespace`,
  )
  await client.query('begin; select headgate.tick()')
  const { rows } = await client.query<{ oid: number }>(`
    select relid as oid from pg_stat_xact_user_tables
    where schemaname = 'headgate_private' and n_tup_ins + n_tup_upd + n_tup_del > 0`)
  await client.query('rollback')
  const changed = new Set(rows.map(({ oid }) => oid))
  return there.filter(({ oid }) => changed.has(oid)).map(({ name }) => name)
}

/** Runs something while whoever writes to the table runs this first. */
async function whileWriting<T>(bench: Bench, table: string, does: string, run: () => Promise<T>): Promise<T> {
  await bench.sql(`create or replace function headgate_test.obstacle() returns trigger language plpgsql security definer
    as $$ begin ${does}; return coalesce(new, old); end $$`)
  await bench.sql(`create trigger aaa before insert or update or delete on ${table}
    for each row execute function headgate_test.obstacle()`)
  try {
    return await run()
  } finally {
    await bench.sql(`drop trigger aaa on ${table}`)
  }
}

const noSpace = `raise exception 'could not extend file: No space left on device' using errcode = 'disk_full'`

/** What is wrong when a tick meets a full disk while it writes to the table. */
async function complaints(bench: Bench, table: string, does = noSpace): Promise<string[]> {
  const before = await everything(bench)
  const code = await whileWriting(bench, table, does, () =>
    bench.call('tick').then(
      () => 'no error',
      (error: { code: string }) => error.code,
    ),
  )
  const after = await everything(bench)
  const changed = [...after.keys()].filter((name) => String(after.get(name)) !== String(before.get(name)))
  return [...(code === '53100' ? [] : [`${table}: ${code}`]), ...changed.map((name) => `${table}: ${name}`)]
}

describe('a tick is all or nothing', { timeout: 120_000 }, () => {
  let bench: Bench
  let tables: string[]

  beforeAll(async () => {
    bench = await everythingDue()
    tables = await written(bench)
  })

  it('and has much to do in this test', () => {
    expect(tables.map((name) => name.replace(/^headgate_private\./, ''))).toEqual(
      expect.arrayContaining([
        ...['api_rate_limits', 'blocked', 'estimate_sample', 'head', 'idempotency', 'job_queue_1'],
        ...['job_schedule', 'key_slot', 'lease', 'ledger_partition', 'queue_change', 'queue_sum', 'ready'],
        ...['reservation', 'reservation_settled', 'scheduled', 'wake_mark'],
      ]),
    )
  })

  it('when the disk is full, whatever it writes at that moment', async () => {
    for (const table of tables) expect(await complaints(bench, table)).toEqual([])
  })

  it('when it is cancelled, whatever it writes at that moment', async () => {
    const before = await everything(bench)
    const gate = await connect(bench.db)
    await gate.query('select pg_advisory_lock(42)')
    for (const table of tables) {
      const outcome = await whileWriting(
        bench,
        table,
        'perform pg_advisory_xact_lock_shared(42)',
        async () => {
          const ticker = await connect(bench.db)
          const ticking = await blocked(bench, ticker, 'select headgate.tick()')
          await bench.sql('select pg_cancel_backend($1)', [ticking.pid])
          const error = await ticking.outcome
          // The error is told before its transaction has let go of its locks.
          await ticker.end()
          return error
        },
      )
      expect([table, outcome]).toEqual([table, expect.objectContaining({ code: '57014' })])
      expect(await everything(bench)).toEqual(before)
    }
    await gate.end()
  })

  it('when it takes longer than statement_timeout allows', async () => {
    const before = await everything(bench)
    const [gate, ticker] = [await connect(bench.db), await connect(bench.db)]
    await gate.query('select pg_advisory_lock(42)')
    await ticker.query(`set statement_timeout = '200ms'`)
    const tick = whileWriting(
      bench,
      'headgate_private.head',
      'perform pg_advisory_xact_lock_shared(42)',
      () => ticker.query('select headgate.tick()'),
    )
    await expect(tick).rejects.toMatchObject({ code: '57014' })
    expect(await everything(bench)).toEqual(before)
    await gate.end()
  })

  it('or else the test fails: an occurrence that is given up because the disk was full', async () => {
    const [source] = await bench.sql(
      `select pg_get_functiondef('headgate_private.fire_schedule'::regproc) as text`,
    )
    await plant(bench.db, {
      what: 'every error is a refusal',
      where: 'headgate_private.fire_schedule',
      swaps: [[`when sqlstate 'JQ000' or sqlstate '22023' then`, 'when others then']],
    })
    const whenAdding = `if tg_op = 'INSERT' then ${noSpace}; end if`
    expect(await complaints(bench, 'headgate_private.idempotency', whenAdding)).not.toEqual([])
    await bench.sql(String(source?.text))
  })

  it('and does everything once nothing is in the way', async () => {
    bench = await everythingDue()
    expect(await bench.one('tick')).toMatchObject({
      promoted: 2,
      reclaimed: 3,
      reservations_expired: 1,
      scheduled: 1,
      partitions_made: 1,
      partitions_retired: 1,
    })
    await expectConsistent(bench.db.pool)
  })
})
