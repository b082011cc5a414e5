import { expect, it } from 'vitest'
import { connect, freshDatabase } from '../../support/database.ts'
import { eventually } from '../../support/eventually.ts'
import { flushStatistics } from '../../support/statistics.ts'

it('health tells which table could not be emptied of dead rows, and who uses it since when', async () => {
  const db = await freshDatabase()
  const client = await connect(db)
  const sql = async (text: string) => (await client.query<Record<string, unknown>>(text)).rows
  const finding = async () => {
    const rows = await sql(`select * from headgate.health() where check_name = 'rotation_lag'`)
    expect(rows).toHaveLength(1)
    return rows[0]
  }
  expect(await finding()).toMatchObject({ status: 'ok', subject: null, value: 0, advice: '' })

  await sql(`select headgate.set_configuration('rotation_megabytes', '1')`)
  await sql('alter table headgate_private.blocked set (autovacuum_enabled = off)')
  await sql(
    `insert into headgate_private.blocked (job_id, lane, tokens, priority, concurrency_key)
     select -n, 0, 0, 5, 'k' from generate_series(1, 30000) n`,
  )
  await sql('delete from headgate_private.blocked')
  const user = await connect(db)
  await user.query(`set application_name = 'reader'; begin; select from headgate_private.blocked`)
  await eventually(async () => {
    await sql(flushStatistics)
    expect(await finding()).toMatchObject({
      status: 'warn',
      subject: 'blocked',
      threshold: 2,
      unit: 'megabytes',
      advice: expect.stringMatching(/^pid \d+ uses the table: tick can/),
      detail: { holders: [{ application: 'reader', mode: 'AccessShareLock' }], live: 0 },
    })
  })
  // Only who may read the statistics of others knows since when.
  await sql('begin')
  await sql('grant pg_read_all_stats to headgate_owner')
  expect(await finding()).toMatchObject({
    advice: expect.stringMatching(/^pid \d+ uses the table since \d{4}-/),
    detail: { holders: [{ state: 'idle in transaction' }] },
  })
  await sql('rollback')

  expect(await sql('select rotated from headgate.tick()')).toEqual([{ rotated: 0 }])
  await user.query('rollback')
  expect(await finding()).toMatchObject({
    status: 'warn',
    advice: expect.stringContaining('Call tick'),
    detail: { holders: [] },
  })
  // One that failed is tried again after ten seconds.
  await sql(`select setval('headgate_private.sweep_rotated_at_seq', 1)`)
  expect(await sql('select rotated from headgate.tick()')).toEqual([{ rotated: 1 }])
  expect(await finding()).toMatchObject({ status: 'ok', subject: null })
})

it('health names a prepared transaction that is in the way', async ({ skip }) => {
  const db = await freshDatabase()
  const client = await connect(db)
  const sql = async (text: string) => (await client.query<Record<string, unknown>>(text)).rows
  const [{ none } = {}] = await sql(`select current_setting('max_prepared_transactions') = '0' as none`)
  skip(none === true, 'this server takes no prepared transactions')
  await sql(`select headgate.set_configuration('rotation_megabytes', '1')`)
  await sql('alter table headgate_private.key_slot set (autovacuum_enabled = off)')
  await sql(
    `insert into headgate_private.key_slot (job_id, lane, concurrency_key)
     select -n, 0, 'k' from generate_series(1, 40000) n`,
  )
  await sql('delete from headgate_private.key_slot')
  await sql('begin; lock table headgate_private.key_slot in row exclusive mode')
  await sql(`prepare transaction '${db.name}'`)
  await eventually(async () => {
    await sql(flushStatistics)
    const rows = await sql(`select advice from headgate.health() where check_name = 'rotation_lag'`)
    expect(rows).toEqual([{ advice: expect.stringMatching(new RegExp(`^${db.name} uses the table since`)) }])
  })
  await sql(`rollback prepared '${db.name}'`)
})
