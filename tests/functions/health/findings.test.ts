import { beforeAll, describe, expect, it } from 'vitest'
import { connect, freshDatabase, type TestDatabase } from '../../support/database.ts'
import { eventually } from '../../support/eventually.ts'
import { flushStatistics } from '../../support/statistics.ts'

type Finding = Record<string, unknown>

let db: TestDatabase

beforeAll(async () => {
  db = await freshDatabase()
})

const sql = async (text: string, values?: unknown[]) => (await db.pool.query<Finding>(text, values)).rows

async function findings(check: string, subject?: string): Promise<Finding[]> {
  const rows = await sql('select * from headgate.health() where check_name = $1', [check])
  return rows.filter((row) => subject === undefined || row.subject === subject)
}

/** What a health() sees whose owner may read all statistics. */
async function snapshots({ privileged }: { privileged: boolean }): Promise<Finding | undefined> {
  const client = await connect(db)
  try {
    await client.query('begin')
    if (privileged) await client.query('grant pg_read_all_stats to headgate_owner')
    const text = `select * from headgate.health() where check_name = 'oldest_snapshot'`
    return (await client.query<Finding>(text)).rows[0]
  } finally {
    await client.query('rollback')
    await client.end()
  }
}

describe('health', () => {
  it('finds nothing critical in a queue that is used as it should be', async () => {
    const rows = await sql('select * from headgate.health()')
    expect(rows.filter((row) => row.status === 'critical')).toEqual([])
    expect(new Set(rows.map((row) => row.check_name))).toEqual(
      new Set([
        'oldest_snapshot',
        'dead_rows',
        'transaction_id_age',
        'lost_leases',
        'head_lag',
        'restored_lines',
        'ledger_retention',
        'ledger_room',
        'rotation_lag',
        'rotation_lag',
        'server_setting',
      ]),
    )
  })

  it('names who holds back cleanup, and since when', async () => {
    await sql(`select headgate.set_configuration('health_snapshot_seconds', '1')`)
    const holder = await connect(db)
    await holder.query(`set application_name = 'forgetful'; begin isolation level repeatable read; select 1`)
    const found = await eventually(
      async () => {
        const finding = await snapshots({ privileged: true })
        const holders = JSON.stringify(finding?.detail)
        return finding?.status === 'warn' && holders.includes('forgetful') && finding
      },
      { timeoutMs: 10_000 },
    )
    expect(found).toMatchObject({ advice: expect.stringContaining('keeps dead rows') })
    await holder.query('rollback')
  })

  it('warns of a holder by the transactions that it keeps, where nobody knows since when', async () => {
    const client = await connect(db)
    await client.query('begin')
    for (const [xids, status] of [
      [9_999_999, 'ok'],
      [10_000_000, 'warn'],
    ] as const) {
      await client.query(`create or replace function headgate_private.snapshot_holders()
        returns table (kind text, holder text, xids integer, seconds numeric, detail jsonb) language sql
        return row('replication slot'::text, 'left behind'::text, ${xids}, null::numeric, '{}'::jsonb)`)
      const { rows } = await client.query(
        `select subject, status, advice from headgate.health() where check_name = 'oldest_snapshot'`,
      )
      expect(rows).toMatchObject([{ subject: 'left behind', status }])
      if (status === 'warn') expect(rows[0].advice).toContain('The replication slot keeps dead rows')
    }
    await client.query('rollback')
  })

  it('names a prepared transaction that holds back cleanup', async ({ skip }) => {
    const client = await connect(db)
    const { rows } = await client.query(`select current_setting('max_prepared_transactions') = '0' as none`)
    skip(rows[0].none === true, 'this server takes no prepared transactions')
    await client.query('begin; select pg_current_xact_id()')
    await client.query(`prepare transaction 'forgotten ${db.name}'`)
    // Ten are named, the oldest, of the whole server: this one is, once older ones of other tests have ended.
    const named = async () =>
      expect((await snapshots({ privileged: true }))?.detail).toMatchObject({
        holders: expect.arrayContaining([
          expect.objectContaining({ kind: 'prepared transaction', gid: `forgotten ${db.name}` }),
        ]),
      })
    await eventually(named, { timeoutMs: 20_000 }).finally(() =>
      client.query(`rollback prepared 'forgotten ${db.name}'`),
    )
  })

  it('says what more it would see with more privileges', async () => {
    const holder = await connect(db)
    await holder.query('begin isolation level repeatable read; select 1')
    const { advice } = (await snapshots({ privileged: false })) ?? {}
    expect(advice).toContain('grant pg_read_all_stats to headgate_owner')
    await holder.query('rollback')
  })

  it('tells how long the first job of a line has waited, and that its type is paused', async () => {
    await sql(`select headgate.enqueue_job('plain')`)
    expect(await findings('oldest_ready_job', 'plain')).toMatchObject([{ status: 'ok', advice: '' }])
    await sql(`update headgate_private.ready set since = clock_timestamp() - interval '1 hour'`)
    const [waiting] = await findings('oldest_ready_job', 'plain')
    expect(waiting).toMatchObject({
      status: 'warn',
      threshold: 600,
      advice: expect.stringContaining('workers'),
    })
    expect(waiting?.value).toBeGreaterThan(3599)
    await sql(`select headgate.pause_job_type('plain')`)
    expect(await findings('oldest_ready_job', 'plain')).toMatchObject([
      { detail: { paused: true }, advice: expect.stringContaining('resume_job_type') },
    ])
  })

  it('tells that nobody ticks: due jobs and lost leases, and no more after a tick', async () => {
    await sql(
      `select headgate.enqueue_job('audited', p_scheduled_at => clock_timestamp() + interval '1 hour')`,
    )
    await sql(`select headgate.enqueue_job('limited')`)
    await sql(`select headgate.claim_jobs('gone', '{limited}')`)
    expect(await findings('overdue_job')).toEqual([])
    expect(await findings('lost_leases')).toMatchObject([{ status: 'ok', value: 0, detail: { leases: 0 } }])
    await sql(`update headgate_private.scheduled set due_at = clock_timestamp() - interval '20 seconds'`)
    await sql(`update headgate_private.lease set expires_at = clock_timestamp() - interval '1 hour'`)
    expect(await findings('overdue_job', 'audited')).toMatchObject([
      { status: 'warn', advice: expect.stringContaining('tick') },
    ])
    expect(await findings('lost_leases', 'gone')).toMatchObject([
      { status: 'critical', detail: { leases: 1 } },
    ])
    await sql('select headgate.tick()')
    expect(await findings('overdue_job')).toEqual([])
    expect(await findings('lost_leases')).toMatchObject([{ status: 'ok' }])
  })

  it('tells of heads that lag, and of jobs that a restored dump has brought', async () => {
    await sql(`select headgate.enqueue_job('plain')`)
    await sql('select headgate.tick()')
    expect(await findings('restored_lines')).toMatchObject([{ status: 'ok', value: 0 }])
    expect(await findings('head_lag')).toMatchObject([{ status: 'ok', unit: 'transactions' }])
    await sql(`update headgate_private.ready set xid = '900000000000'`)
    const [restored] = await findings('restored_lines')
    expect(restored).toMatchObject({ status: 'warn', advice: expect.stringContaining('restored') })
  })

  it('tells the dead rows of the hot tables', async () => {
    await sql('alter table headgate_private.scheduled set (autovacuum_enabled = off)')
    await sql(
      `insert into headgate_private.scheduled (due_at, job_id, lane, tokens, priority)
       select now() + interval '1 day', -n, 0, 0, 5 from generate_series(1, 60000) n`,
    )
    await sql('delete from headgate_private.scheduled where job_id < 0')
    await eventually(async () => {
      await sql(flushStatistics)
      expect(await findings('dead_rows', 'scheduled')).toMatchObject([
        { status: 'critical', advice: expect.stringContaining('oldest_snapshot') },
      ])
    })
    expect(await findings('dead_rows', 'ready')).toMatchObject([{ status: 'ok' }])
  })

  it('tells of a ledger that nobody extends', async () => {
    const draw = async (id: number) => {
      await sql(`select setval('headgate_private.job_queue_job_id_seq', $1)`, [id])
      return await findings('ledger_room')
    }
    await sql('select headgate.tick()')
    expect(await draw(500_000_000)).toMatchObject([{ status: 'ok', value: 0, advice: '' }])
    expect(await draw(1_500_000_000)).toMatchObject([
      { subject: 'job_queue_1', status: 'warn', value: 0.5, advice: expect.stringContaining('tick') },
    ])
    expect(await draw(1_900_000_000)).toMatchObject([{ status: 'critical' }])
    await sql('select headgate.tick()')
    expect(await findings('ledger_room')).toMatchObject([{ subject: 'job_queue_2', status: 'ok' }])
  })

  it('tells of jobs that are kept beyond their retention, and why', async () => {
    expect(await findings('ledger_retention')).toMatchObject([{ subject: null, status: 'ok', value: 0 }])
    await sql(`update headgate_private.ledger_partition set closed_at = clock_timestamp() - interval '7 days 1 hour'
      where number = 0`)
    expect(await findings('ledger_retention')).toMatchObject([
      { subject: 'job_queue_0', status: 'ok', advice: '' },
    ])
    await sql(
      `update headgate_private.ledger_partition set closed_at = closed_at - interval '1 day' where number = 0`,
    )
    expect(await findings('ledger_retention')).toMatchObject([
      { subject: 'job_queue_0', status: 'warn', advice: expect.stringContaining('call tick') },
    ])
    await sql(`update headgate_private.ledger_partition set obstacle = 'somebody reads it' where number = 0`)
    const [late] = await findings('ledger_retention')
    expect(late).toMatchObject({ advice: expect.stringContaining('somebody reads it') })
    expect(late?.value).toBeGreaterThanOrEqual(25 * 3600)
  })

  it('tells the dead rows of each partition of the ledger', async () => {
    const subjects = (await findings('dead_rows')).map(({ subject }) => subject)
    expect(subjects).toEqual(expect.arrayContaining(['job_queue_0', 'job_queue_1']))
  })

  it('warns of settings that harm', async () => {
    const rows = await findings('server_setting')
    const [{ off } = {}] = await sql(`select current_setting('fsync') = 'off' as off`)
    expect(rows.find((row) => row.subject === 'fsync')).toMatchObject({ status: off ? 'warn' : 'ok' })
    expect(rows.find((row) => row.subject === 'autovacuum')).toMatchObject({
      status: 'ok',
      detail: { setting: 'on' },
    })
  })
})
