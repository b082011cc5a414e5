import { describe, expect, it } from 'vitest'
import { connect, emptyDatabase } from '../support/database.ts'
import { eventually } from '../support/eventually.ts'
import { deployTo, query, refusal, sqlTree, value } from './support.ts'

describe('a lock of somebody else', () => {
  it('is waited for no longer than asked, and its holder is named', async () => {
    const db = await emptyDatabase()
    const tree = await sqlTree()
    await deployTo(db, tree)
    const holder = await connect(db)
    await holder.query(`set application_name = 'nightly report'; begin; select * from headgate_private.job`)
    const pid = (await holder.query('select pg_backend_pid() as pid')).rows[0]?.pid
    await tree.write('schema/0002_x.sql', 'alter table headgate_private.job alter label drop not null;')

    const error = await refusal(deployTo(db, tree, { lockTimeoutMs: 100 }))
    expect(error).toMatchObject({ code: 'lock_not_available', sqlstate: '55P03' })
    expect(error.message).toContain(`pid ${pid} (nightly report`)
    expect(error.message).toContain('on headgate_private.job')

    await holder.query('commit')
    expect(await deployTo(db, tree, { lockTimeoutMs: 100 })).toMatchObject({ schema: ['0002_x.sql'] })
  })

  it('on the deploy itself is told too', async () => {
    const db = await emptyDatabase()
    await deployTo(db)
    const waiting = await connect(db)
    // A deploy that stands still: its seed waits for a row.
    const blocker = await connect(db)
    await blocker.query(`begin; lock table headgate_private.setting in access exclusive mode`)
    const standing = deployTo(db, undefined, { lockTimeoutMs: 20_000 })
    await eventually(async () => {
      const { rows } = await waiting.query(
        `select from pg_locks as l join pg_database as d on d.oid = l.database
         where d.datname = current_database() and l.locktype = 'relation' and not l.granted`,
      )
      return rows.length > 0
    })
    const error = await refusal(deployTo(db, undefined, { lockTimeoutMs: 100 }))
    expect(error).toMatchObject({ code: 'lock_not_available' })
    expect(error.message).toContain('headgate deploy')
    expect(error.message).toContain('the deploy lock')
    await blocker.query('commit')
    expect(await standing).toMatchObject({ changed: false })
  })
})

describe('a connection that is cut', () => {
  it('in the middle of a deploy is told as such, and nothing was changed', async () => {
    const db = await emptyDatabase()
    await deployTo(db)
    const other = await connect(db)
    await other.query('begin; lock table headgate_private.setting in access exclusive mode')
    const cut = refusal(deployTo(db, undefined, { lockTimeoutMs: 20_000 }))
    await eventually(async () => {
      const ended = await query(
        db,
        `select pg_terminate_backend(a.pid) from pg_stat_activity as a
         where a.datname = current_database() and a.application_name = 'headgate deploy'
           and a.wait_event_type = 'Lock'`,
      )
      return ended.length > 0
    })
    expect(await cut).toMatchObject({ code: 'server_unreachable' })
    await other.query('rollback')
    expect(await deployTo(db)).toMatchObject({ changed: false })
  })
})

describe('deploys at the same time', () => {
  it('into one database: one does it, the others find it done', async () => {
    const db = await emptyDatabase()
    const reports = await Promise.all(Array.from({ length: 5 }, () => deployTo(db)))
    expect(reports.filter((report) => report.changed)).toHaveLength(1)
    expect(await value(db, 'select count(*)::int from headgate_private.deployment')).toBe(1)
  })

  it('into several databases of one server all succeed', async () => {
    const databases = await Promise.all(Array.from({ length: 4 }, () => emptyDatabase()))
    const reports = await Promise.all(databases.map((db) => deployTo(db)))
    expect(reports.every((report) => report.changed)).toBe(true)
    for (const db of databases) await query(db, `select headgate.add_job('x')`)
  })
})
