import { beforeEach, describe, expect, it } from 'vitest'
import { asRole, connect } from '../../support/database.ts'
import { eventually } from '../../support/eventually.ts'
import { flushStatistics } from '../../support/statistics.ts'
import { type Bench, openBench, type Row } from '../bench.ts'
import { startJob } from '../look.ts'

let bench: Bench
/** A type with a concurrency key for its jobs. */
let keyed: string

beforeEach(async () => {
  bench = await openBench()
  // Where autovacuum is at work nothing is rotated: the next tick tries again.
  for (const table of tables)
    await bench.sql(`alter table headgate_private.${table} set (autovacuum_enabled = off)`)
  await bench.call('set_configuration', { key: 'rotation_megabytes', value: 1 })
  keyed = await bench.type({ key_concurrency: 1 })
})

const tables = ['ready', 'scheduled', 'blocked', 'key_slot', 'lease', 'head'] as const
type Table = (typeof tables)[number]

/** Rows like those of jobs, for as long as {@link bloat} needs them. */
const dummies: Readonly<Record<Table, string>> = {
  ready: `(xid, job_id, since, lane, tokens, priority) select pg_current_xact_id(), -n, now(), 0, 0, 5`,
  scheduled: `(due_at, job_id, lane, tokens, priority) select now(), -n, 0, 0, 5`,
  blocked: `(job_id, lane, tokens, priority, concurrency_key) select -n, 0, 0, 5, 'k'`,
  key_slot: `(job_id, lane, concurrency_key) select -n, 0, 'k'`,
  lease: `(lease_token, claimed_at, expires_at, run_until, lease_seconds, job_type, worker, actor, job_ids)
    select gen_random_uuid(), now(), now(), now(), 1, 'none', 'w', 'a', array[-n]`,
  head: `(lane, priority, xid, job_id, seen, made_at, open_xids)
    select -n, 5, '1', 0, '1', now(), '{}'`,
}

/** Two megabytes and more of dead rows. */
async function bloat(table: Table): Promise<void> {
  const client = await connect(bench.db)
  const name = `headgate_private.${table}`
  await client.query(`insert into ${name} ${dummies[table]} from generate_series(1, 20000) n`)
  await client.query(`delete from ${name} where ${table === 'lease' ? "job_type = 'none'" : 'lane <= 0'}`)
  await client.query(flushStatistics)
  await client.end()
}

/** Jobs in every table. */
async function fill(): Promise<void> {
  for (const [job_type, rest] of [
    ['plain', {}],
    ['plain', { priority: 1 }],
    ['plain', { scheduled_at: '2030-06-01T00:00:00Z', deadline_at: '2030-07-01T00:00:00.000001Z' }],
    [keyed, { concurrency_key: 'a key, "quoted"' }],
    [keyed, { concurrency_key: 'a key, "quoted"' }],
    ['audited', {}],
    ['audited', {}],
  ] as const)
    await bench.call('enqueue_job', { job_type, ...rest })
  await bench.call('claim_jobs', { worker: 'w', job_types: [keyed, 'audited'], limit: 2 })
  await bench.advance(1)
  await bench.call('tick')
}

/** All rows, without what tells only who wrote them. */
async function rowsOf(table: Table): Promise<Row[]> {
  const skipped = { ready: 'xid', head: 'made_in' }[table as string] ?? ''
  return await bench.sql(
    `select to_jsonb(t) - $1 as row from headgate_private.${table} t order by (to_jsonb(t) - $1)::text`,
    [skipped],
  )
}

async function sizeOf(table: Table): Promise<number> {
  const [row] = await bench.sql(
    `select pg_total_relation_size('headgate_private.${table}')::integer as bytes`,
  )
  return Number(row?.bytes)
}

describe('a rotation', () => {
  it.each(tables)(
    'gives back the space of %s and keeps its rows, whoever holds a snapshot',
    async (table) => {
      await fill()
      const holder = await connect(bench.db)
      await holder.query('begin isolation level repeatable read; select from headgate_private.job_type')
      await bloat(table)
      const before = await rowsOf(table)
      expect(before.length).toBeGreaterThan(0)
      expect(await sizeOf(table)).toBeGreaterThan(1_500_000)
      expect(await bench.one('tick')).toMatchObject({ rotated: 1, promoted: 0, heads_moved: 0 })
      expect(await sizeOf(table)).toBeLessThan(200_000)
      expect(await rowsOf(table)).toEqual(before)
      await holder.query('rollback')
    },
  )

  it('leaves every job where it can be claimed, cancelled or moved', async () => {
    const job_type = await bench.type()
    const jobs = await bench.call('enqueue_jobs', { jobs: Array.from({ length: 6 }, () => ({ job_type })) })
    const [first, second, third, ...others] = jobs.map((row) => row.job_id)
    await bloat('ready')
    expect(await bench.one('tick')).toMatchObject({ rotated: 1 })
    expect(await bench.one('cancel_job', { job_id: first })).toMatchObject({ state: 'cancelled' })
    await bench.call('reschedule_job', { job_id: second, delay_seconds: 0, reason: 'later' })
    const claimed = await bench.call('claim_jobs', { worker: 'w', job_types: [job_type], limit: 10 })
    expect(claimed.map((row) => row.job_id)).toEqual([third, ...others, second])
  })

  it('keeps the heads in force', async () => {
    await fill()
    const heads = () =>
      bench.sql(`select n.lane, n.priority, h.xid::text, h.job_id, h.seen::text, h.open_xids
        from headgate_private.line n cross join lateral headgate_private.head_of(n.lane, n.priority) h
        order by n.lane, n.priority`)
    const before = await heads()
    expect(before.length).toBeGreaterThan(3)
    await bloat('head')
    expect(await bench.one('tick')).toMatchObject({ rotated: 1 })
    expect(await heads()).toEqual(before)
  })

  it('does not bring heads of a restored dump into force', async () => {
    const { job_id } = await bench.one('enqueue_job', { job_type: 'plain' })
    await bench.sql(`insert into headgate_private.head (lane, priority, xid, job_id, seen, made_in, made_at, open_xids)
      select lane, 5, '9000000000000000000', 0, '9000000000000000000', '8999999999999999999', now(), '{}'
      from headgate_private.job_type where job_type = 'plain'`)
    await bloat('head')
    expect(await bench.one('tick')).toMatchObject({ rotated: 1 })
    const claimed = await bench.call('claim_jobs', { worker: 'w', job_types: ['plain'] })
    expect(claimed).toMatchObject([{ job_id }])
  })

  it('is undone with its transaction', async () => {
    await fill()
    await bloat('ready')
    const before = await bench.sql('select ctid, t.* from headgate_private.ready t order by job_id')
    const client = await asRole(bench.db, 'service_role')
    await client.query('begin')
    expect((await client.query('select rotated from headgate.tick()')).rows).toEqual([{ rotated: 1 }])
    await client.query('rollback')
    expect(await bench.sql('select ctid, t.* from headgate_private.ready t order by job_id')).toEqual(before)
  })

  it('comes at most once in ten seconds, one table at a time', async () => {
    await bloat('ready')
    await bloat('lease')
    const rotated = async () => (await bench.one('tick')).rotated
    expect([await rotated(), await rotated()]).toEqual([1, 0])
    await bench.advance(10)
    expect([await rotated(), await rotated()]).toEqual([1, 0])
    await bench.advance(10)
    expect(await rotated()).toBe(0)
  })
})

describe('no rotation', () => {
  /** What does not rotate goes on with everything else that is due. */
  async function expectNone(tick = async () => await bench.one('tick')): Promise<void> {
    const before = await sizeOf('ready')
    expect(await tick()).toMatchObject({ rotated: 0 })
    expect(await sizeOf('ready')).toBe(before)
    await bench.advance(10)
  }

  /** There was nothing else in the way. */
  async function expectOne(): Promise<void> {
    expect(await bench.one('tick')).toMatchObject({ rotated: 1 })
  }

  it('of a table that is small', async () => {
    await bloat('ready')
    await bench.call('set_configuration', { key: 'rotation_megabytes', value: 100 })
    await expectNone()
    await bench.call('set_configuration', { key: 'rotation_megabytes', value: 1 })
    await expectOne()
  })

  /** Waits until the statistics say whether the table is worth it: those who wrote tell them when they next call. */
  async function untilBloated(is: boolean): Promise<void> {
    await eventually(async () => {
      await bench.as('service_role').query(flushStatistics)
      const rows = await bench.sql(`select bloated from headgate_private.hot_tables() where name = 'ready'`)
      return rows[0]?.bloated === is
    })
  }

  it('of a table in which many jobs wait, whatever the statistics say', async () => {
    await bloat('ready')
    const job_type = await bench.type()
    for (const length of [10_000, 1]) {
      await bench.call('enqueue_jobs', { jobs: Array.from({ length }, () => ({ job_type })) })
    }
    // Told by now, and then forgotten: what is told later would count again.
    await untilBloated(false)
    await bench.sql(`select pg_stat_reset_single_table_counters('headgate_private.ready'::regclass)`)
    await untilBloated(true)
    await expectNone()
    await bench.call('claim_jobs', { worker: 'w', job_types: [job_type], limit: 1 })
    await expectOne()
  })

  it('of a table that would not become much smaller', async () => {
    await bloat('ready')
    const job_type = await bench.type()
    const [{ pages } = {}] = await bench.sql(`select ((pg_relation_size('headgate_private.ready')
      + pg_indexes_size('headgate_private.ready')) / current_setting('block_size')::integer)::integer as pages`)
    await bench.call('enqueue_jobs', {
      jobs: Array.from({ length: Number(pages) + 9 }, () => ({ job_type })),
    })
    await untilBloated(false)
    await expectNone()
    await bench.call('claim_jobs', { worker: 'w', job_types: [job_type], limit: 20 })
    await untilBloated(true)
    await expectOne()
  })

  it('while somebody uses the table, writing or reading', async () => {
    const job_type = await bench.type()
    await bloat('ready')
    const [writer, dump] = [await asRole(bench.db, 'service_role'), await connect(bench.db)]
    await writer.query('begin')
    await writer.query('select from headgate.enqueue_job($1)', [job_type])
    await bench.call('enqueue_job', { job_type: 'plain', scheduled_at: '2030-01-01T00:00:01Z' })
    await bench.advance(2)
    const before = await sizeOf('ready')
    expect(await bench.one('tick')).toMatchObject({ rotated: 0, promoted: 1 })
    expect(await sizeOf('ready')).toBeGreaterThanOrEqual(before)
    await writer.query('commit')
    await dump.query('begin; lock table headgate_private.ready in access share mode')
    await bench.advance(10)
    await expectNone()
    await dump.query('commit')
    await expectOne()
    expect(await bench.call('claim_jobs', { worker: 'w', job_types: [job_type] })).toHaveLength(1)
  })

  it('in a transaction that holds locks, or whose snapshot is older than some rows', async () => {
    await bloat('ready')
    const client = await asRole(bench.db, 'service_role')
    for (const [begin, first] of [
      ['begin', `select from headgate.enqueue_job('plain')`],
      ['begin isolation level repeatable read', 'select from headgate.job_types'],
      ['begin isolation level serializable', 'select from headgate.job_types'],
    ] as const) {
      await client.query(begin)
      await client.query(first)
      await expectNone(async () => (await client.query('select rotated from headgate.tick()')).rows[0])
      await client.query('commit')
    }
    await expectOne()
  })

  it('while pg_dump is there, which may have taken its snapshot and not yet its locks', async () => {
    await bloat('ready')
    const dump = await connect(bench.db)
    await dump.query(`set application_name = 'pg_dump'`)
    await expectNone()
    await dump.end()
    await expectOne()
  })
})

describe('a transaction whose snapshot is older than a rotation', () => {
  const again = { code: '40001', message: expect.stringContaining('rotated') }

  it('begins again instead of taking a job that runs or waits for lost', async () => {
    const { job_id, lease_token } = await startJob(bench, 'plain', { lease_seconds: 3000 })
    const waiting = await bench.one('enqueue_job', { job_type: keyed, concurrency_key: 'k' })
    await bench.call('tick')
    const held = [job_id, lease_token]
    const calls: [Table, string, unknown[]][] = [
      ['lease', 'select from headgate.heartbeat_jobs($1)', [lease_token]],
      ['lease', 'select from headgate.complete_job($1, $2)', held],
      ['lease', `select from headgate.fail_job($1, $2, '"no"')`, held],
      ['lease', `select from headgate.log_audit_event('seen', null, $1, p_lease_token => $2)`, held],
      ['lease', 'select from headgate.cancel_job($1)', [job_id]],
      ['ready', 'select from headgate.cancel_job($1)', [waiting.job_id]],
      ['ready', `select from headgate.reschedule_job($1, 1, 'later')`, [waiting.job_id]],
    ]
    for (const [table, text, values] of calls) {
      const client = await asRole(bench.db, 'service_role')
      await client.query('begin isolation level repeatable read')
      await client.query('select from headgate.job_types')
      await bench.advance(10)
      await bloat(table)
      expect(await bench.one('tick')).toMatchObject({ rotated: 1 })
      await expect(client.query(text, values), text).rejects.toMatchObject(again)
      await client.query('rollback')
    }
    const client = await asRole(bench.db, 'service_role')
    await client.query('begin isolation level repeatable read')
    await client.query('select from headgate.heartbeat_jobs($1)', [lease_token])
    await client.query('select from headgate.complete_job($1, $2)', held)
    await client.query('commit')
  })
})
