import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../support/database.ts'
import { eventually } from '../support/eventually.ts'
import { lastLine, type MainProcess, startMain } from './main-process.ts'

const TIMEOUT_MS = 120_000
// A provider so fast that its limits are no hindrance, and so patient that a busy machine is none either.
const PATIENT = ['--short-window', '1', '--skew-allowance', '1000']
const QUICK = ['--requests-per-minute', '3000', ...PATIENT]

const running = new Set<MainProcess>()
afterAll(() => {
  for (const { child } of running) child.kill('SIGKILL')
})

function start(args: readonly string[], db?: TestDatabase): MainProcess {
  const main = startMain(args, db?.connectionString)
  running.add(main)
  return main
}

async function count(db: TestDatabase, sql: string): Promise<number> {
  const { rows } = await db.pool.query<{ count: string }>(sql)
  return Number(rows[0]?.count)
}

describe('the main job', { timeout: TIMEOUT_MS }, () => {
  test.concurrent('sees every job through though a worker is killed; prints the summaries, and figures that the database bears out', async () => {
    const db = await freshDatabase()
    const texts = join(import.meta.dirname, '../../docs/decisions')
    const what = ['--json', '--results', '--input', texts, '--jobs', '30']
    // Five jobs a second: between the first third and the end there is a moment to kill a worker, however seldom it is looked.
    const pace = ['--requests-per-minute', '300', ...PATIENT]
    const how = ['--workers', '2', '--kill', '1', '--fail-rate', '0.1', ...pace]
    const ended = await start([...what, ...how], db).ended
    expect(lastLine(ended)).toMatchObject({
      jobs: 30,
      leftovers: 0,
      completed: 28,
      dead_lettered: 2,
      lost: 0,
      completed_twice: 0,
      provider_429: 0,
      workers_killed: 1,
    })
    expect(ended.code).toBe(0)
    expect(ended.stderr).toMatch(/worker-\d killed while it held \d+ jobs; worker-3 follows/)
    const { rows } = await db.pool.query<{ job_id: string; title: string; summary: string }>(
      'select job_id, title, summary from headgate_demo.summaries',
    )
    expect(new Set(rows.map((row) => row.job_id)).size).toBe(28)
    const printed = ended.stdout.replace(/\s+/g, ' ')
    for (const { title, summary } of rows) expect(printed).toContain(`${title} ${summary}`)
    const events = "select count(*) from headgate.audit_log where action = 'summary.written'"
    expect(await count(db, events)).toBe(28)
    const reclaims = "select count(*) from headgate.audit_log where action = 'reclaimed'"
    expect(await count(db, reclaims)).toBeGreaterThan(0)
  })

  test.concurrent('interrupted, it leaves nothing half done, and the next run takes up what is left', async () => {
    const db = await freshDatabase()
    const main = start(['--jobs', '40', '--workers', '2', '--kill', '0', ...QUICK], db)
    const finished = "select count(*) from headgate.job_queue where state = 'completed'"
    await eventually(async () => (await count(db, finished)) > 0, { timeoutMs: 30_000, everyMs: 50 })
    main.child.kill('SIGINT')
    const { code, stdout } = await main.ended
    expect(code).toBe(130)
    expect(stdout).toContain('jobs wait in the database.')
    const unsettled = "select count(*) from headgate.job_queue where state = 'running'"
    expect(await count(db, unsettled)).toBe(0)
    const left = await count(db, "select count(*) from headgate.job_queue where state = 'queued'")
    expect(left).toBeGreaterThan(0)

    const next = ['--json', '--jobs', '1', '--workers', '2', '--kill', '0', '--fail-rate', '0', ...QUICK]
    const resumed = await start(next, db).ended
    expect(lastLine(resumed)).toMatchObject({
      jobs: left + 1,
      leftovers: left,
      completed: left + 1,
      lost: 0,
    })
    expect(resumed.stderr).toContain(`${left} jobs are left of a run that was interrupted`)
    expect(await count(db, 'select count(*) from headgate_demo.runs where finished_at is null')).toBe(0)
  })

  test('leaves alone a job type of the same name that is somebody else’s', async () => {
    const db = await freshDatabase()
    await db.pool.query("select headgate.set_job_type('summarise')")
    const ended = await start(['--json'], db).ended
    expect(ended.code).toBe(1)
    expect(lastLine(ended)).toMatchObject({ error: { code: 'job_type_taken' } })
  })

  test('refuses to drop a database that is not its own', async () => {
    const ended = await start(['--json', '--fresh'], await freshDatabase()).ended
    expect(ended.code).toBe(2)
    expect(lastLine(ended)).toMatchObject({ error: { code: 'invalid_option' } })
  })
})

describe('wrongly called, the main job', () => {
  test('says what is wrong with the input, as text and as JSON, and starts nothing', async () => {
    const ended = await start(['--json', '--input', '/nowhere/at/all']).ended
    expect(ended.code).toBe(2)
    expect(lastLine(ended)).toMatchObject({ error: { code: 'input_missing' } })
    expect(ended.stderr).toContain('error[input_missing]: there is nothing at /nowhere/at/all')
    expect(ended.stderr).not.toContain('PostgreSQL')
  })

  test('names the option that it does not know', async () => {
    const { code, stdout, stderr } = await start(['--job', '5']).ended
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain("unknown option '--job'")
  })

  test('shows help when asked', async () => {
    const { code, stdout, stderr } = await start(['--help']).ended
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    for (const word of ['--jobs', '--input', '--results', '--fresh', '--json', 'DATABASE_URL']) {
      expect(stdout).toContain(word)
    }
  })
})
