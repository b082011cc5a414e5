import { beforeAll, describe, expect, it } from 'vitest'
import { asRole } from '../../support/database.ts'
import { eventually } from '../../support/eventually.ts'
import { type Args, type Bench, openBench } from '../bench.ts'
import { json, statement } from '../signatures.ts'

let bench: Bench

beforeAll(async () => {
  bench = await openBench()
})

const plain = { job_type: 'plain', cron: '*/5 * * * *' }

const shown = async (name: string) =>
  (await bench.sql('select * from headgate.job_schedules where name = $1', [name]))[0]

const notes = (name: string) =>
  bench.sql(
    "select action, details from headgate.audit_log where action like 'schedule%' and details ->> 'name' = $1",
    [name],
  )

describe('schedule_job', () => {
  it('creates a schedule with the defaults that its comment names', async () => {
    expect(await bench.one('schedule_job', { name: 'new', ...plain })).toEqual({
      name: 'new',
      created: true,
      changed: true,
      next_at: new Date('2030-01-01T00:05:00Z'),
    })
    expect(await shown('new')).toMatchObject({
      job_type: 'plain',
      cron: '*/5 * * * *',
      time_zone: 'UTC',
      payload: {},
      metadata: {},
      priority: null,
      estimated_tokens: null,
      catch_up: 'latest',
      next_at: new Date('2030-01-01T00:05:00Z'),
      last_at: null,
      jobs_made: '0',
      last_error: null,
      paused_at: null,
      updated_by: 'service_role',
    })
    expect(await notes('new')).toMatchObject([{ action: 'schedule_set', details: { before: null } }])
  })

  it('changes nothing and records nothing when it is called again with the same', async () => {
    await bench.one('schedule_job', { name: 'same', ...plain, payload: { a: 1 } })
    const before = await shown('same')
    const again = await bench.one('schedule_job', { name: 'same', ...plain, payload: { a: 1 } })
    expect(again).toMatchObject({ created: false, changed: false, next_at: before?.next_at })
    expect(await shown('same')).toEqual(before)
    expect(await notes('same')).toHaveLength(1)
  })

  it('describes a schedule in full: what is left out goes back to its default', async () => {
    const all = { payload: [1], metadata: { a: 1 }, priority: 3, estimated_tokens: 7, catch_up: 'all' }
    await bench.one('schedule_job', { name: 'full', ...plain, ...all })
    expect(await shown('full')).toMatchObject({ ...all, estimated_tokens: 7 })
    expect(await bench.one('schedule_job', { name: 'full', ...plain })).toMatchObject({
      created: false,
      changed: true,
    })
    expect(await shown('full')).toMatchObject({
      payload: {},
      metadata: {},
      priority: null,
      catch_up: 'latest',
    })
    expect((await notes('full')).at(-1)).toMatchObject({
      details: { before: { priority: 3 }, after: { priority: null } },
    })
  })

  it('counts anew from now when its times change, and goes on when they do not', async () => {
    await bench.one('schedule_job', { name: 'moved', ...plain, cron: '@daily', time_zone: 'europe/berlin' })
    expect(await shown('moved')).toMatchObject({
      time_zone: 'Europe/Berlin',
      next_at: new Date('2030-01-01T23:00:00Z'),
    })
    const changed = await bench.one('schedule_job', {
      name: 'moved',
      ...plain,
      cron: '@daily',
      time_zone: 'utc',
    })
    expect(changed.next_at).toEqual(new Date('2030-01-02T00:00:00Z'))
  })

  it('waits for a tick that is enqueueing an occurrence of it, and loses neither', async () => {
    await bench.one('schedule_job', { name: 'busy', ...plain, cron: '* * * * *' })
    await bench.advance(60)
    const client = await asRole(bench.db, 'service_role')
    await client.query('begin')
    await client.query('select from headgate.tick()')
    const other = bench.one('schedule_job', { name: 'busy', ...plain, cron: '* * * * *', priority: 2 })
    await eventually(async () => {
      const waiting = await bench.sql(
        "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
      )
      return waiting.length === 1
    })
    await client.query('commit')
    expect(await other).toMatchObject({ changed: true })
    expect(await shown('busy')).toMatchObject({ jobs_made: '1', priority: 2 })
    await bench.one('unschedule_job', { name: 'busy' })
  })

  it('is created once when two create it at the same time', async () => {
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => bench.one('schedule_job', { name: 'twice', ...plain })),
    )
    expect(answers.filter(({ created }) => created)).toHaveLength(1)
    expect(answers.filter(({ changed }) => changed)).toHaveLength(1)
  })

  it.each<[string, Args, Args]>([
    ['no name', { name: null }, { code: 'JQ001', detail: { argument: 'p_name' } }],
    ['a name with a blank', { name: 'two words' }, { code: 'JQ001', detail: { argument: 'p_name' } }],
    ['a name too long', { name: 'n'.repeat(101) }, { code: 'JQ001', detail: { argument: 'p_name' } }],
    ['a policy unheard of', { catch_up: 'some' }, { code: 'JQ001', detail: { argument: 'p_catch_up' } }],
    ['no policy', { catch_up: null }, { code: 'JQ001', detail: { argument: 'p_catch_up' } }],
    ['a priority of 10', { priority: 10 }, { code: 'JQ001', detail: { argument: 'p_priority' } }],
    [
      'a cost below nothing',
      { estimated_tokens: -1 },
      { code: 'JQ001', detail: { argument: 'p_estimated_tokens' } },
    ],
    ['metadata that is no object', { metadata: [] }, { code: 'JQ001', detail: { argument: 'p_metadata' } }],
    ['no payload', { payload: null }, { code: 'JQ001', detail: { argument: 'p_payload' } }],
    ['no type', { job_type: null }, { code: 'JQ001' }],
    ['an unknown type', { job_type: 'nobody' }, { code: 'JQ002', detail: { job_type: 'nobody' } }],
    ['a payload too large', { payload: json(`"${'x'.repeat(300_000)}"`) }, { code: 'JQ003' }],
    ['a cost that never fits', { job_type: 'limited', estimated_tokens: 2_000_000_000 }, { code: 'JQ203' }],
  ])('refuses %s', async (_, args, expected) => {
    expect(await bench.refused('schedule_job', { name: 'bad', ...plain, ...args })).toMatchObject(expected)
    expect(await shown('bad')).toBeUndefined()
  })

  it.each<[string | null, string | undefined, string]>([
    [null, undefined, 'is empty'],
    ['', undefined, 'is empty'],
    ['   ', undefined, 'is empty'],
    ['* * * *', undefined, 'has 4 of the five fields'],
    ['0 * * * * *', undefined, 'has 6 of the five fields'],
    ['@reboot', undefined, 'is no macro'],
    ['@every 5m', undefined, 'is no macro'],
    [`${'1,'.repeat(600)}1 * * * *`, undefined, 'is longer than 1000 characters'],
    ['60 * * * *', 'minute', 'allows 0 to 59'],
    ['-1 * * * *', 'minute', "has '-1'"],
    ['1- * * * *', 'minute', "has '1-'"],
    ['1,,2 * * * *', 'minute', "has ''"],
    ['1.5 * * * *', 'minute', "has '1.5'"],
    ['*/0 * * * *', 'minute', 'step is not between 1 and 60'],
    ['*/61 * * * *', 'minute', 'step is not between 1 and 60'],
    ['5/10 * * * *', 'minute', 'write 5-59/10'],
    ['*-5 * * * *', 'minute', "has '*-5'"],
    ['mon * * * *', 'minute', 'allows 0 to 59'],
    ['99999999999999999999 * * * *', 'minute', 'allows 0 to 59'],
    ['0 24 * * *', 'hour', 'allows 0 to 23'],
    ['0 22-2 * * *', 'hour', 'ends before it begins'],
    ['0 0 0 * *', 'day-of-month', 'allows 1 to 31'],
    ['0 0 32 * *', 'day-of-month', 'allows 1 to 31'],
    ['0 0 L * *', 'day-of-month', 'allows 1 to 31'],
    ['0 0 ? * *', 'day-of-month', "has '?'"],
    ['0 0 1 13 *', 'month', 'allows 1 to 12 or jan to dec'],
    ['0 0 1 january *', 'month', 'allows 1 to 12 or jan to dec'],
    ['0 0 * * 8', 'day-of-week', 'allows 0 to 7 or sun to sat'],
    ['0 0 * * 5#2', 'day-of-week', "has '5#2'"],
    ['0 0\n* * *', undefined, 'has 4 of the five fields'],
    ['0 0 * *\n *', 'month', 'has'],
    ['0 0 30 2 *', 'day-of-month', 'would never fire'],
    ['0 0 31 2,4,jun,9,11 *', 'day-of-month', 'would never fire'],
    ['0 0 30 feb */2', 'day-of-month', 'would never fire'],
  ])('refuses the expression %j, naming its field', async (cron, field, problem) => {
    const refusal = await bench.refused('schedule_job', { name: 'bad', ...plain, cron })
    expect(refusal).toMatchObject({ code: 'JQ401', message: expect.stringContaining(problem) })
    expect(refusal.detail.field).toBe(field)
  })

  it.each([
    null,
    '',
    'Mars/Olympus',
    'CET',
    'EST',
    'Berlin',
    'UTC+3',
    'Foo/Bar+3',
    '+01:00',
    'posix/Europe/Berlin',
    `a/${'b'.repeat(5000)}`,
  ])('refuses the time zone %j', async (time_zone) => {
    const refusal = await bench.refused('schedule_job', { name: 'bad', ...plain, time_zone })
    expect(refusal.code).toBe('JQ402')
  })

  it('is for operators alone', async () => {
    for (const role of ['headgate_producer', 'headgate_worker', 'headgate_observer'] as const) {
      const client = await asRole(bench.db, role)
      const call = client.query(statement(bench.signatures, 'schedule_job', { name: 'mine', ...plain }))
      await expect(call).rejects.toMatchObject({ code: '42501' })
    }
    const observer = await asRole(bench.db, 'headgate_observer')
    expect((await observer.query('select from headgate.job_schedules')).rowCount).toBeGreaterThan(0)
  })
})
