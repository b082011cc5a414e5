import { describe, expect, it } from 'vitest'
import { deploy, deployStatus } from '../../deploy/deploy.ts'
import { connect, emptyDatabase, type TestDatabase } from '../support/database.ts'
import { deployTo, fixtureDir, query, refusal, sqlTree, value } from './support.ts'

/** Changes with every row version of the catalogs and of our tables. */
function fingerprint(db: TestDatabase): Promise<unknown> {
  const tables = [
    'pg_class',
    'pg_proc',
    'pg_namespace',
    'pg_type',
    'pg_trigger',
    'pg_default_acl',
    'pg_description',
    'pg_depend',
    'headgate_private.migrations',
    'headgate_private.deployment',
    'headgate_private.setting',
  ]
  const parts = tables.map(
    (table) => `(select md5(string_agg(xmin::text || ctid::text, ',' order by ctid)) from ${table})`,
  )
  return value(db, `select concat_ws(' ', ${parts.join(', ')})`)
}

describe('a first deploy', () => {
  it('makes everything and says so', async () => {
    const db = await emptyDatabase()
    const report = await deployTo(db)
    expect(report).toMatchObject({
      changed: true,
      dryRun: false,
      previousVersion: null,
      environment: 'development',
      schema: ['0001_foundation.sql'],
      seeds: { created: 2, unchanged: 0, leftAlone: 0 },
    })
    expect([...report.functions.created].sort()).toEqual([
      'headgate.add_job',
      'headgate.job_count',
      'headgate_private.job_guard',
      'headgate_private.seed_setting',
    ])
    expect(await value(db, `select headgate.add_job('x')`)).toBe('1')
    expect(await value(db, 'select headgate.job_count()')).toBe('1')
  })

  it('records what it made', async () => {
    const db = await emptyDatabase()
    const report = await deployTo(db)
    const rows = await query(
      db,
      `select version, environment, schema_files, server_major, deployed_by = session_user as by_us,
              files ? 'sql/policies/grants.matrix' as matrix, catalog ? 'function headgate.job_count()' as function
       from headgate_private.deployment`,
    )
    expect(rows).toEqual([
      {
        version: report.version,
        environment: 'development',
        schema_files: 1,
        server_major: report.server.major,
        by_us: true,
        matrix: true,
        function: true,
      },
    ])
  })

  it('gives everything to an owner who can do nothing else', async () => {
    const db = await emptyDatabase()
    await deployTo(db)
    expect(
      await query(
        db,
        `select distinct pg_get_userbyid(proowner) as owner from pg_proc
         where pronamespace in ('headgate'::regnamespace, 'headgate_private'::regnamespace)`,
      ),
    ).toEqual([{ owner: 'headgate_owner' }])
  })

  it('needs to be told the environment', async () => {
    const db = await emptyDatabase()
    const error = await refusal(deployTo(db, undefined, { environment: undefined }))
    expect(error).toMatchObject({ code: 'environment_required' })
    expect(error.hint).toContain('development, production')
    expect(await value(db, `select to_regnamespace('headgate')`)).toBeNull()
  })

  it('refuses an environment that has no seeds', async () => {
    const error = await refusal(deployTo(await emptyDatabase(), undefined, { environment: 'moon' }))
    expect(error).toMatchObject({ code: 'environment_unknown' })
  })

  it('refuses schemas that are somebody else’s', async () => {
    const db = await emptyDatabase()
    await query(db, 'create schema headgate_private')
    expect(await refusal(deployTo(db))).toMatchObject({ code: 'schema_taken' })
  })
})

describe('a second deploy of the same files', () => {
  it('writes nothing at all', async () => {
    const db = await emptyDatabase()
    await deployTo(db)
    const before = await fingerprint(db)
    const report = await deployTo(db, undefined, { environment: undefined })
    expect(report).toMatchObject({
      changed: false,
      environment: 'development',
      roles: [],
      schema: [],
      functions: { created: [], replaced: [], recreated: [], dropped: [], unchanged: 4 },
      views: [],
      policies: [],
      grants: [],
      seeds: { created: 0, updated: 0, unchanged: 2 },
    })
    expect(await fingerprint(db)).toBe(before)
  })

  it('sows what an operator threw away, and leaves alone what an operator changed', async () => {
    const db = await emptyDatabase()
    await deployTo(db)
    await query(db, `delete from headgate_private.setting where key = 'colour'`)
    await query(db, `update headgate_private.setting set value = '99' where key <> 'colour'`)
    const report = await deployTo(db)
    expect(report.changed).toBe(true)
    expect(report.seeds.lines).toEqual([
      'left alone: setting heartbeat_interval_seconds, an operator changed it',
      'created setting colour',
    ])
  })

  it('does not change the environment unless told that it is meant', async () => {
    const db = await emptyDatabase()
    await deployTo(db)
    const error = await refusal(deployTo(db, undefined, { environment: 'production' }))
    expect(error).toMatchObject({ code: 'environment_mismatch' })
    const report = await deployTo(db, undefined, { environment: 'production', changeEnvironment: true })
    expect(report).toMatchObject({ changed: true, environment: 'production' })
    expect(await deployTo(db, undefined, { environment: undefined })).toMatchObject({ changed: false })
  })
})

describe('a dry run', () => {
  it('says what it would do and leaves nothing behind', async () => {
    const db = await emptyDatabase()
    const report = await deployTo(db, undefined, { dryRun: true })
    expect(report).toMatchObject({ changed: true, dryRun: true, schema: ['0001_foundation.sql'] })
    expect(await value(db, `select to_regnamespace('headgate')`)).toBeNull()
  })
})

describe('a deploy that fails', () => {
  it('changes nothing, even in the last step', async () => {
    const db = await emptyDatabase()
    await deployTo(db)
    const before = await fingerprint(db)
    const tree = await sqlTree()
    await tree.edit('functions/jobs/job_count.sql', 'select count(*)', 'select 7 + count(*)')
    await tree.write('seeds/development.sql', `select 'created nothing';\n\nselect 1 / 0;\n`)
    const error = await refusal(deployTo(db, tree))
    expect(error).toMatchObject({ code: 'sql_failed', sqlstate: '22012', file: 'sql/seeds/development.sql' })
    expect(await fingerprint(db)).toBe(before)
    expect(await value(db, 'select headgate.job_count()')).toBe('0')
  })
})

describe('a database that is ahead', () => {
  it('is refused when a newer version deployed it', async () => {
    const db = await emptyDatabase()
    await deployTo(db)
    await query(db, `update headgate_private.deployment set version = '99.0.0'`)
    const error = await refusal(deployTo(db))
    expect(error).toMatchObject({ code: 'database_ahead' })
    expect(error.message).toContain('99.0.0')
  })

  it('is refused when it has schema files that the package lacks', async () => {
    const db = await emptyDatabase()
    const tree = await sqlTree()
    await tree.write('schema/0002_more.sql', 'create sequence headgate_private.more;')
    await deployTo(db, tree)
    expect(await refusal(deployTo(db))).toMatchObject({ code: 'database_ahead' })
    const connectionString = db.connectionString
    expect(await refusal(deployStatus({ connectionString, sqlDir: fixtureDir }))).toMatchObject({
      code: 'database_ahead',
    })
  })
})

describe('a given client', () => {
  it('is used, and left connected, with the settings it had', async () => {
    const client = await connect(await emptyDatabase())
    await client.query(`set search_path = public; set lock_timeout = '7s'; set time zone 'Asia/Tokyo'`)
    const report = await deploy({ client, sqlDir: fixtureDir, environment: 'development' })
    expect(report.changed).toBe(true)
    const { rows } = await client.query(
      `select current_setting('search_path') as path, current_setting('lock_timeout') as wait,
              current_setting('timezone') as zone, current_user = session_user as same`,
    )
    expect(rows).toEqual([{ path: 'public', wait: '7s', zone: 'Asia/Tokyo', same: true }])
    expect(await deploy({ client, sqlDir: fixtureDir })).toMatchObject({ changed: false })
  })

  it('is refused in the middle of a transaction, which goes on', async () => {
    const client = await connect(await emptyDatabase())
    await client.query('begin; create table mine ()')
    const error = await refusal(deploy({ client, sqlDir: fixtureDir, environment: 'development' }))
    expect(error).toMatchObject({ code: 'in_transaction' })
    await client.query('commit')
    expect((await client.query('table mine')).rows).toEqual([])
  })
})

describe('a server', () => {
  it('that is too old is refused by name', async () => {
    const row = { version: '13.9', number: 130009, database: 'd', user: 'u', strings: 'on', recovery: false }
    const client = { query: async () => ({ rows: [row] }) }
    const error = await refusal(deploy({ client, sqlDir: fixtureDir, environment: 'development' }))
    expect(error).toMatchObject({ code: 'server_too_old' })
    expect(error.message).toContain('13.9')
  })

  it('that does not answer is named, without the password', async () => {
    const connectionString = 'postgres://somebody:hunter2@127.0.0.1:1/nowhere'
    const error = await refusal(deploy({ connectionString, sqlDir: fixtureDir, environment: 'development' }))
    expect(error).toMatchObject({ code: 'server_unreachable' })
    expect(error.message).toContain('127.0.0.1:1')
    expect(JSON.stringify({ ...error, message: error.message, cause: String(error.cause) })).not.toContain(
      'hunter2',
    )
  })

  it('with non-standard strings is refused', async () => {
    const client = await connect(await emptyDatabase())
    const { rows } = await client.query(`show server_version_num`)
    // From 19 on there is no such setting to turn off.
    if (Number(rows[0]?.server_version_num) >= 190000) return
    await client.query('set standard_conforming_strings = off')
    const error = await refusal(deploy({ client, sqlDir: fixtureDir, environment: 'development' }))
    expect(error).toMatchObject({ code: 'setting_unsupported' })
  })
})

describe('status', () => {
  it('tells an empty database, a deployed one and a changed one apart', async () => {
    const db = await emptyDatabase()
    const tree = await sqlTree()
    const status = () => deployStatus({ connectionString: db.connectionString, sqlDir: tree.dir })
    expect(await status()).toMatchObject({
      deployed: null,
      upToDate: false,
      schema: { pending: ['0001_foundation.sql'] },
    })
    await deployTo(db, tree)
    expect(await status()).toMatchObject({
      deployed: { version: '0.1.0', environment: 'development' },
      schema: { applied: ['0001_foundation.sql'], pending: [] },
      changedFiles: [],
      drift: [],
      upToDate: true,
    })
    await tree.write('schema/0002_more.sql', 'create sequence headgate_private.more;')
    await query(db, `comment on function headgate.job_count() is 'Hm.'`)
    expect(await status()).toMatchObject({
      schema: { pending: ['0002_more.sql'] },
      changedFiles: ['sql/schema/0002_more.sql'],
      drift: ['function headgate.job_count(): changed'],
      upToDate: false,
    })
  })
})
