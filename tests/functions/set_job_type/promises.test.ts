import { beforeAll, describe, expect, it } from 'vitest'
import { asRole } from '../../support/database.ts'
import { eventually } from '../../support/eventually.ts'
import { type Bench, openBench } from '../bench.ts'
import { statement } from '../signatures.ts'

let bench: Bench

beforeAll(async () => {
  bench = await openBench()
})

const settingsOf = async (jobType: string) =>
  (await bench.sql('select * from headgate.job_types where job_type = $1', [jobType]))[0]

describe('set_job_type', () => {
  it('registers a type with the defaults that its comment names', async () => {
    const answer = await bench.one('set_job_type', { job_type: 'new' })
    expect(answer).toEqual({ job_type: 'new', created: true, changed: true })
    expect(await settingsOf('new')).toMatchObject({
      provider: null,
      default_priority: 5,
      max_attempts: 5,
      lease_seconds: 30,
      max_run_seconds: 3600,
      deadline_seconds: null,
      on_crash: 'retry',
      crash_counts: true,
      backoff: 'exponential',
      backoff_base_seconds: '2',
      backoff_cap_seconds: '300',
      max_payload_bytes: 262_144,
      estimated_tokens: 0,
      requires_audit: false,
      key_concurrency: 1,
      key_order: 'any',
      origin: 'operator',
      updated_by: 'service_role',
    })
  })

  it('changes what it is given, keeps the rest, and records both', async () => {
    const job_type = await bench.type({ max_attempts: 3, description: 'before' })
    expect(await bench.one('set_job_type', { job_type, description: 'after 💧' })).toEqual({
      job_type,
      created: false,
      changed: true,
    })
    expect(await settingsOf(job_type)).toMatchObject({ max_attempts: 3, description: 'after 💧' })
    const rows = await bench.sql(
      `select details -> 'before' ->> 'description' as before, details -> 'settings' ->> 'description' as after
       from headgate.audit_log where action = 'job_type_set' and details ->> 'job_type' = $1 order by audit_id`,
      [job_type],
    )
    expect(rows.at(-1)).toEqual({ before: 'before', after: 'after 💧' })
  })

  it('says when nothing changed', async () => {
    const job_type = await bench.type({ max_attempts: 3 })
    expect(await bench.one('set_job_type', { job_type, max_attempts: 3 })).toMatchObject({ changed: false })
  })

  it('takes back with -1 what has a setting behind it', async () => {
    const own = { lease_seconds: 7, max_run_seconds: 8, deadline_seconds: 9, max_payload_bytes: 10 }
    const job_type = await bench.type(own)
    expect(await settingsOf(job_type)).toMatchObject(own)
    const back = { lease_seconds: -1, max_run_seconds: -1, deadline_seconds: -1, max_payload_bytes: -1 }
    await bench.one('set_job_type', { job_type, ...back })
    expect(await settingsOf(job_type)).toMatchObject({
      lease_seconds: 30,
      max_run_seconds: 3600,
      deadline_seconds: null,
      max_payload_bytes: 262_144,
    })
  })

  it('leaves jobs that are enqueued the attempts and the deadline they were given', async () => {
    const job_type = await bench.type({ max_attempts: 3 })
    const { job_id } = await bench.one('enqueue_job', { job_type })
    await bench.one('set_job_type', { job_type, max_attempts: 9, deadline_seconds: 1 })
    expect(await bench.one('get_job', { job_id })).toMatchObject({ max_attempts: 3, deadline_at: null })
  })

  it('loses no setting that somebody else makes at the same time', async () => {
    const job_type = await bench.type()
    const client = await asRole(bench.db, 'service_role')
    await client.query('begin')
    await client.query(statement(bench.signatures, 'set_job_type', { job_type, max_attempts: 77 }))
    const other = bench.one('set_job_type', { job_type, lease_seconds: 99 })
    await eventually(async () => {
      const waiting = await bench.sql(
        "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
      )
      return waiting.length === 1
    })
    await client.query('commit')
    await other
    expect(await settingsOf(job_type)).toMatchObject({ max_attempts: 77, lease_seconds: 99 })
  })

  it.each([
    ['default_priority', 0, 9],
    ['max_attempts', 1, 1000],
    ['lease_seconds', 1, 86_400],
    ['max_run_seconds', 1, 604_800],
    ['deadline_seconds', 1, 31_536_000],
    ['backoff_base_seconds', 0, 86_400],
    ['backoff_cap_seconds', 0, 604_800],
    ['max_payload_bytes', 1, 100_000_000],
    ['estimated_tokens', 0, 2_147_483_647],
    ['key_concurrency', 1, 10_000],
  ])('accepts %s from %s to %s and nothing beyond', async (setting, least, most) => {
    const job_type = await bench.type()
    for (const value of [least, most]) await bench.one('set_job_type', { job_type, [setting]: value })
    for (const value of [least === 0 ? -1 : 0, -2, most + 1].filter((v) => v <= 2_147_483_647)) {
      const refusal = await bench.refused('set_job_type', { job_type, [setting]: value })
      expect(refusal).toMatchObject({ code: 'JQ001', detail: { argument: `p_${setting}` } })
    }
  })

  it.each([
    ['no name', { job_type: null }, 'p_job_type'],
    ['an empty name', { job_type: '' }, 'p_job_type'],
    ['a name that starts with a digit', { job_type: '1st' }, 'p_job_type'],
    ['a name with a blank', { job_type: 'two words' }, 'p_job_type'],
    ['a name with a line break', { job_type: 'name\n' }, 'p_job_type'],
    ['a name too long', { job_type: 'a'.repeat(101) }, 'p_job_type'],
    ['a crash policy unheard of', { on_crash: 'panic' }, 'p_on_crash'],
    ['an order of keys unheard of', { key_order: 'lifo' }, 'p_key_order'],
    ['fifo for several at once', { key_order: 'fifo', key_concurrency: 2 }, 'p_key_concurrency'],
    ['a backoff unheard of', { backoff: 'quadratic' }, 'p_backoff'],
    ['a base that is no number', { backoff_base_seconds: 'NaN' }, 'p_backoff_base_seconds'],
    ['a base without end', { backoff_base_seconds: 'Infinity' }, 'p_backoff_base_seconds'],
    ['a cap that is no number', { backoff_cap_seconds: 'NaN' }, 'p_backoff_cap_seconds'],
    ['a cap below nothing', { backoff_cap_seconds: '-Infinity' }, 'p_backoff_cap_seconds'],
    ['a description too long', { description: 'd'.repeat(1001) }, 'p_description'],
    ['an endpoint without a provider', { endpoint: 'limited' }, 'p_endpoint'],
    ['a provider without an endpoint', { provider: 'test' }, 'p_endpoint'],
    ['no scope', { provider: 'test', endpoint: 'limited', scope: null }, 'p_scope'],
  ])('refuses %s', async (_, args, argument) => {
    const refusal = await bench.refused('set_job_type', { job_type: 'plain', ...args })
    expect(refusal).toMatchObject({ code: 'JQ001', detail: { argument } })
  })

  it('refuses fifo for a type that runs several at once, and several for one that is fifo', async () => {
    const [several, strict] = [
      await bench.type({ key_concurrency: 2 }),
      await bench.type({ key_order: 'fifo' }),
    ]
    const refusals = [
      await bench.refused('set_job_type', { job_type: several, key_order: 'fifo' }),
      await bench.refused('set_job_type', { job_type: strict, key_concurrency: 2 }),
    ]
    const refusal = { code: 'JQ001', detail: { argument: 'p_key_concurrency' } }
    expect(refusals).toMatchObject([refusal, refusal])
    await bench.one('set_job_type', { job_type: several, key_order: 'fifo', key_concurrency: 1 })
    await bench.one('set_job_type', { job_type: strict, key_order: 'any', key_concurrency: 2 })
  })

  it('refuses an endpoint without limits, and registers nothing', async () => {
    const refusal = await bench.refused('set_job_type', {
      job_type: 'gated',
      provider: 'p',
      endpoint: 'nowhere',
    })
    expect(refusal).toMatchObject({
      code: 'JQ201',
      detail: { provider: 'p', endpoint: 'nowhere', scope: '' },
    })
    expect((await bench.refused('enqueue_job', { job_type: 'gated' })).code).toBe('JQ002')
  })
})
