import { execFile } from 'node:child_process'
import { access, constants, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { connect, emptyDatabase, freshDatabase } from '../support/database.ts'
import { deployTo, fixtureDir, query } from './support.ts'

const root = join(import.meta.dirname, '../..')
const program = join(root, 'cli/headgate.ts')

type Outcome = { readonly code: number | string; readonly out: string; readonly err: string }

/** Runs the program in a pipe, with nothing in the environment but what is given. */
function headgate(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...args], { env }, (error, out, err) => {
      resolve({ code: error?.code ?? 0, out, err })
    })
  })
}

/** `command` on the fixture's SQL files. */
function onFixture(command: string, url: string, ...more: string[]): Promise<Outcome> {
  return headgate([command, '--sql-dir', fixtureDir, ...more], { DATABASE_URL: url })
}

describe('headgate', () => {
  it('is what package.json gives npx to run', async () => {
    const { bin, version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
    expect(bin).toEqual({ headgate: 'cli/headgate.ts' })
    await access(program, constants.X_OK)
    expect((await readFile(program, 'utf8')).split('\n')[0]).toBe('#!/usr/bin/env node')
    expect(await headgate(['--version'])).toEqual({ code: 0, out: `${version}\n`, err: '' })
  })

  it('explains itself', async () => {
    const { code, out, err } = await headgate(['--help'])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain('deploy [options]')
    expect(out).toContain('status [options]')
    expect(out).toContain('health [options]')
    expect(out).toContain('Exit codes:')
  })

  it.each([
    ['no command', []],
    ['an unknown command', ['fly']],
    ['an unknown option', ['deploy', '--wings']],
    ['a bad number', ['deploy', '--lock-timeout', 'soon']],
    ['no database', ['deploy']],
    ['no database', ['status']],
    ['no database', ['health']],
  ])('answers 2 to %s, and says what to do', async (_what, args) => {
    const { code, out, err } = await headgate(args)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(/headgate|DATABASE_URL/)
  })
})

describe('headgate deploy', () => {
  it('deploys, and says that there is nothing to do the second time', async () => {
    const { connectionString } = await emptyDatabase()
    const first = await onFixture('deploy', connectionString, '--environment', 'development')
    expect(first).toMatchObject({ code: 0, err: '' })
    expect(first.out).toMatch(/schema +0001_foundation\.sql\n/)
    expect(first.out).toMatch(/functions +4 created\n/)
    expect(first.out).toMatch(/Deployed\. [\d.]+ s\n$/)
    const second = await onFixture('deploy', connectionString)
    expect(second).toMatchObject({ code: 0, err: '' })
    expect(second.out).toMatch(/^Up to date: .* is Headgate .*, development\. [\d.]+ s\n$/)
  })

  it('always says what a seed left alone', async () => {
    const db = await emptyDatabase()
    await deployTo(db)
    await query(db, `update headgate_private.setting set value = 'mauve' where key = 'colour'`)
    const { out } = await onFixture('deploy', db.connectionString)
    expect(out).toContain('left alone: setting colour, an operator changed it')
  })

  it('prints its report as JSON', async () => {
    const { connectionString } = await emptyDatabase()
    const { code, out } = await onFixture(
      'deploy',
      connectionString,
      '-e',
      'development',
      '--dry-run',
      '--json',
    )
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ changed: true, dryRun: true, environment: 'development' })
  })

  it('refuses with 1, a code, a message and a hint, and without colour in a pipe', async () => {
    const { connectionString } = await emptyDatabase()
    const { code, out, err } = await onFixture('deploy', connectionString)
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toMatch(/^error\[environment_required\]: .+\nhint: .+--environment.+\n$/)
  })

  it('prints a refusal as JSON too', async () => {
    const { connectionString } = await emptyDatabase()
    const { code, out } = await onFixture('deploy', connectionString, '-e', 'moon', '--json')
    expect(code).toBe(1)
    expect(JSON.parse(out)).toMatchObject({ error: { code: 'environment_unknown' } })
  })

  it('never shows a password', async () => {
    for (const url of ['postgres://me:hunter2@127.0.0.1:1/x', 'postgres://me:hunter2%zz@[/x', 'hunter2']) {
      const { code, out, err } = await headgate([
        'status',
        '--sql-dir',
        fixtureDir,
        '--json',
        '--database-url',
        url,
      ])
      expect(code).toBe(1)
      expect(err).toContain('error[server_unreachable]')
      expect(out + err).not.toContain('hunter2')
    }
  })

  it('names a step that lasts longer than two seconds', async () => {
    const db = await emptyDatabase()
    await deployTo(db)
    const holder = await connect(db)
    await holder.query('begin; lock table headgate_private.setting')
    const { code, err } = await onFixture('deploy', db.connectionString, '--lock-timeout', '2.5')
    expect(code).toBe(1)
    expect(err).toMatch(/^… still \w+.*\n/)
    expect(err).toContain('error[lock_not_available]')
    await holder.query('rollback')
  })
})

describe('headgate status', () => {
  it('answers 1 until everything is deployed, then 0', async () => {
    const db = await emptyDatabase()
    const before = await onFixture('status', db.connectionString)
    expect(before).toMatchObject({ code: 1, err: '' })
    expect(before.out).toContain('nothing yet')
    await deployTo(db)
    const after = await onFixture('status', db.connectionString)
    expect(after).toMatchObject({ code: 0, err: '' })
    expect(after.out).toMatch(/environment +development\n/)
    expect(after.out).toMatch(/schema +1 applied, 0 pending\n/)
    expect(after.out).toMatch(/Up to date\.\n$/)
  })

  it('tells drift, as text and as JSON', async () => {
    const db = await emptyDatabase()
    await deployTo(db)
    await query(db, `comment on function headgate.job_count() is 'Hm.'`)
    const text = await onFixture('status', db.connectionString)
    expect(text).toMatchObject({ code: 1 })
    expect(text.out).toMatch(/drifted +function headgate\.job_count\(\): changed\n/)
    const json = await onFixture('status', db.connectionString, '--json')
    expect(JSON.parse(json.out)).toMatchObject({
      upToDate: false,
      drift: ['function headgate.job_count(): changed'],
    })
  })
})

describe('headgate health', () => {
  it('answers 0 with a table while nothing is critical, 1 once something is', async () => {
    const { connectionString: url, pool } = await freshDatabase()
    const before = await headgate(['health', '--all'], { DATABASE_URL: url })
    expect(before).toMatchObject({ code: 0, err: '' })
    expect(before.out).toMatch(/^ok +lost_leases +0 seconds \(threshold 10\)$/m)
    expect(before.out).toMatch(/\n0 critical, \d+ to watch, \d+ in order\.\n$/)
    await pool.query(`select headgate.enqueue_job('plain'), headgate.claim_jobs('gone', '{plain}')`)
    await pool.query(`update headgate_private.lease set expires_at = now() - interval '1 hour'`)
    const after = await headgate(['health'], { DATABASE_URL: url })
    expect(after).toMatchObject({ code: 1, err: '' })
    expect(after.out).toMatch(/^critical +lost_leases gone .*\n +Nobody takes back the jobs/)
    const json = await headgate(['health', '--json'], { DATABASE_URL: url })
    expect(JSON.parse(json.out)[0]).toMatchObject({ check_name: 'lost_leases', status: 'critical' })
  })

  it('says what to do where nobody answers', async () => {
    const nobody = { DATABASE_URL: 'postgres://127.0.0.1:1/x', USER: '', PGUSER: '' }
    const { code, out, err } = await headgate(['health', '--json'], nobody)
    const message = expect.stringMatching(/^No connection: 127\.0\.0\.1:1, database "x", no user: /)
    expect(JSON.parse(out)).toMatchObject({ error: { code: 'server_unreachable', message } })
    expect({ code, err }).toEqual({
      code: 1,
      err: expect.stringMatching(/\nhint: Check that the server runs/),
    })
  })

  it('says what to do where there is no Headgate', async () => {
    const { connectionString } = await emptyDatabase()
    const { code, err } = await headgate(['health'], { DATABASE_URL: connectionString })
    expect(code).toBe(1)
    expect(err).toMatch(/^error\[health_unavailable\]: .+\nhint: .*headgate deploy/)
  })
})
