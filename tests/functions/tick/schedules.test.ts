import { beforeEach, describe, expect, it } from 'vitest'
import { asRole } from '../../support/database.ts'
import { type Args, type Bench, openBench, type Row } from '../bench.ts'
import { lastEntry, look, waits } from '../look.ts'
import { statement } from '../signatures.ts'

let bench: Bench

beforeEach(async () => {
  bench = await openBench()
})

const minutely = { name: 'minutely', job_type: 'plain', cron: '* * * * *' }

const schedule = (args: Args = {}) => bench.one('schedule_job', { ...minutely, ...args })

async function shown(name = 'minutely'): Promise<Row> {
  return (await bench.sql('select * from headgate.job_schedules where name = $1', [name]))[0] ?? {}
}

/** Ticks once, and says how many jobs that made. */
const made = async (args?: Args): Promise<unknown> => (await bench.one('tick', args)).scheduled

/** The occurrences whose jobs there are, by name of the schedule, in short. */
async function occurrences(name = 'minutely'): Promise<string[]> {
  const rows = await bench.sql(
    "select metadata ->> 'occurrence' as at from headgate.job_queue where metadata ->> 'schedule' = $1 order by job_id",
    [name],
  )
  return rows.map(({ at }) => String(at).slice(11, 16))
}

const refusals = () =>
  bench.sql("select details from headgate.audit_log where action = 'schedule_refused' order by audit_id")

describe('tick', () => {
  it('enqueues an occurrence when its time has come, with what the schedule says', async () => {
    const settings = { payload: { a: 1 }, metadata: { mine: true }, priority: 2, estimated_tokens: 9 }
    await schedule(settings)
    await bench.advance(59)
    expect(await made()).toBe(0)
    await bench.advance(1)
    expect(await made()).toBe(1)
    expect(await made()).toBe(0)
    const { last_job_id: job_id, ...stands } = await shown()
    expect(stands).toMatchObject({
      last_at: new Date('2030-01-01T00:01:00Z'),
      next_at: new Date('2030-01-01T00:02:00Z'),
      jobs_made: '1',
    })
    expect(await look(bench, job_id)).toMatchObject(waits)
    const key = 'schedule:minutely:2030-01-01T00:01:00Z'
    expect(await bench.one('get_job', { job_id })).toMatchObject({
      job_type: 'plain',
      payload: { a: 1 },
      metadata: { mine: true, schedule: 'minutely', occurrence: '2030-01-01T00:01:00Z' },
      priority: 2,
      estimated_tokens: '9',
      correlation_id: key,
      idempotency_key: key,
    })
    expect(await lastEntry(bench, job_id)).toMatchObject({ action: 'enqueued', correlation_id: key })
  })

  it('names an occurrence in UTC and takes it by the wall clock of its zone', async () => {
    await schedule({ cron: '30 9 * * *', time_zone: 'Asia/Kathmandu' })
    await bench.advance(4 * 3600)
    expect(await made()).toBe(1)
    expect(await occurrences()).toEqual(['03:45'])
  })

  it.each([
    ['skip', [], 0],
    ['latest', ['00:10'], 0],
    ['all', ['00:01', '00:02', '00:03', '00:04', '00:05', '00:06', '00:07', '00:08', '00:09', '00:10'], 0],
  ])('after a pause of the whole system catches up by the policy %s', async (catch_up, expected) => {
    await schedule({ catch_up, cron: '0-10 0 * * *' })
    await bench.advance(3600)
    expect(await made()).toBe(expected.length)
    expect(await occurrences()).toEqual(expected)
    expect(await made()).toBe(0)
    expect((await shown()).next_at).toEqual(new Date('2030-01-02T00:00:00Z'))
  })

  it('does not take for missed what is late by no more than the grace', async () => {
    await schedule({ catch_up: 'skip', cron: '10 * * * *' })
    await bench.advance(600 + 60)
    expect(await made()).toBe(1)
    await bench.advance(3600 + 1)
    expect(await made()).toBe(0)
    await bench.advance(3600 - 1)
    expect(await made()).toBe(1)
    expect(await occurrences()).toEqual(['00:10', '02:10'])
  })

  it('finds the latest of a year of missed minutes', async () => {
    await schedule()
    await bench.advance(365 * 86_400)
    expect(await made()).toBe(1)
    expect((await shown()).last_at).toEqual(new Date('2031-01-01T00:00:00Z'))
  })

  it('catches up with all in bounded ticks, in equal shares, and loses none', async () => {
    await schedule({ name: 'one', catch_up: 'all' })
    await schedule({ name: 'two', catch_up: 'all' })
    await bench.advance(100 * 60)
    expect(await made()).toBe(60)
    expect([await occurrences('one'), await occurrences('two')].map(({ length }) => length)).toEqual([30, 30])
    expect(await made({ limit: 10 })).toBe(10)
    while ((await made()) !== 0);
    const wanted = Array.from({ length: 100 }, (_, index) =>
      new Date(Date.parse('2030-01-01T00:01:00Z') + index * 60_000).toISOString().slice(11, 16),
    )
    expect(await occurrences('one')).toEqual(wanted)
    expect(await occurrences('two')).toEqual(wanted)
  })

  it('takes more schedules than one tick may in the next', async () => {
    for (let n = 0; n < 65; n++) await schedule({ name: `s${n}` })
    await bench.advance(60)
    expect(await made()).toBe(60)
    expect(await made()).toBe(5)
    expect(await made()).toBe(0)
  })

  it('enqueues each occurrence once, however many call it at once', async () => {
    for (let n = 0; n < 5; n++) await schedule({ name: `s${n}`, catch_up: 'all' })
    for (let round = 0; round < 6; round++) {
      await bench.advance(120)
      await Promise.all(Array.from({ length: 8 }, () => bench.one('tick')))
    }
    while ((await made()) !== 0);
    const [row] = await bench.sql(
      'select count(*)::int as jobs, count(distinct correlation_id)::int as occurrences from headgate.job_queue',
    )
    expect(row).toEqual({ jobs: 60, occurrences: 60 })
  })

  it('passes over a schedule that another tick holds, and waits for nobody', async () => {
    await schedule()
    await bench.advance(60)
    const first = await asRole(bench.db, 'headgate_worker')
    await first.query('begin')
    const tick = statement(bench.signatures, 'tick', {})
    expect((await first.query(tick)).rows).toMatchObject([{ scheduled: 1 }])
    const second = await asRole(bench.db, 'headgate_worker')
    await second.query("set lock_timeout = '5s'")
    expect((await second.query(tick)).rows).toMatchObject([{ scheduled: 0 }])
    await first.query('rollback')
    expect(await made()).toBe(1)
    expect(await occurrences()).toEqual(['00:01'])
  })

  it('enqueues nothing twice when the clock of the server goes back and the schedule is set anew', async () => {
    await schedule()
    await bench.advance(60)
    expect(await made()).toBe(1)
    await bench.advance(-30)
    await bench.one('unschedule_job', { name: 'minutely' })
    await schedule()
    await bench.advance(30)
    expect(await made()).toBe(0)
    expect(await occurrences()).toEqual(['00:01'])
  })
})

describe('an occurrence that is refused', () => {
  it('does not hold up the others, is noted, and is given up when trying again is of no use', async () => {
    const endpoint = await bench.endpoint({ token_limit: 100 })
    const job_type = await bench.type({ provider: 'p', endpoint })
    await schedule({ name: 'costly', job_type, estimated_tokens: 90 })
    await schedule()
    await bench.one('set_api_rate_limit', { provider: 'p', endpoint, token_limit: 50 })
    await bench.advance(60)
    expect(await made()).toBe(1)
    expect(await shown('costly')).toMatchObject({
      next_at: new Date('2030-01-01T00:02:00Z'),
      jobs_made: '0',
      last_error: { sqlstate: 'JQ203', occurrence: '2030-01-01T00:01:00+00:00' },
    })
    expect(await refusals()).toMatchObject([{ details: { name: 'costly', sqlstate: 'JQ203' } }])
    await bench.one('set_api_rate_limit', { provider: 'p', endpoint, token_limit: 100 })
    await bench.advance(60)
    expect(await made()).toBe(2)
    expect(await shown('costly')).toMatchObject({ last_error: null, jobs_made: '1' })
    expect(await occurrences('costly')).toEqual(['00:02'])
  })

  it('is given up when its type is gone or its payload has become too large', async () => {
    const [gone, small] = [await bench.type(), await bench.type()]
    await schedule({ name: 'gone', job_type: gone })
    await schedule({ name: 'large', job_type: small, payload: { text: 'x'.repeat(500) } })
    await bench.one('set_job_type', { job_type: small, max_payload_bytes: 10 })
    await bench.sql('delete from headgate_private.job_type where job_type = $1', [gone])
    await bench.advance(60)
    expect(await made()).toBe(0)
    expect(await shown('gone')).toMatchObject({ last_error: { sqlstate: 'JQ002' } })
    expect(await shown('large')).toMatchObject({ last_error: { sqlstate: 'JQ003' } })
    expect(await refusals()).toHaveLength(2)
  })

  it('is tried again while the queue is full, and recorded once', async () => {
    const endpoint = await bench.endpoint({ request_limit: 60, window_seconds: 60, queue_depth_limit: 1 })
    const job_type = await bench.type({ provider: 'p', endpoint })
    await schedule({ job_type, cron: '@hourly' })
    const { job_id } = await bench.one('enqueue_job', { job_type })
    await bench.advance(3600)
    expect(await made()).toBe(0)
    const refused = await shown()
    expect(refused).toMatchObject({
      next_at: new Date('2030-01-01T01:00:00Z'),
      last_error: { sqlstate: 'JQ210', retry_at: expect.any(String) },
    })
    for (let n = 0; n < 3; n++) {
      await bench.advance(300)
      expect(await made()).toBe(0)
    }
    expect(await refusals()).toHaveLength(1)
    await bench.one('cancel_job', { job_id })
    await bench.advance(300)
    expect(await made()).toBe(1)
    expect(await occurrences()).toEqual(['01:00'])
    expect(await shown()).toMatchObject({ last_error: null, next_at: new Date('2030-01-01T02:00:00Z') })
  })

  it('is not tried before the moment that the refusal names', async () => {
    const endpoint = await bench.endpoint({ request_limit: 6, window_seconds: 60, queue_depth_limit: 1 })
    const job_type = await bench.type({ provider: 'p', endpoint })
    await schedule({ job_type, cron: '@hourly' })
    const { job_id } = await bench.one('enqueue_job', { job_type })
    await bench.advance(3600)
    expect(await made()).toBe(0)
    await bench.one('cancel_job', { job_id })
    expect(await made()).toBe(0)
    const { last_error } = await shown()
    const [at] = await bench.sql("select ($1::jsonb ->> 'retry_at')::timestamptz as retry_at", [
      JSON.stringify(last_error),
    ])
    const wait = (Number(at?.retry_at) - (await bench.now()).getTime()) / 1000
    expect(wait).toBeGreaterThanOrEqual(1)
    await bench.advance(wait - 0.01)
    expect(await made()).toBe(0)
    await bench.advance(0.01)
    expect(await made()).toBe(1)
  })

  it('pauses a schedule whose time zone the server no longer knows', async () => {
    await schedule({ name: 'lost' })
    await schedule()
    await bench.sql("update headgate_private.job_schedule set time_zone = 'Mars/Olympus' where name = 'lost'")
    await bench.advance(60)
    expect(await made()).toBe(1)
    expect(await shown('lost')).toMatchObject({
      paused_reason: expect.stringContaining('Mars/Olympus'),
      last_error: { sqlstate: '22023' },
    })
    expect((await bench.refused('resume_schedule', { name: 'lost' })).code).toBe('JQ402')
    await bench.advance(60)
    expect(await made()).toBe(1)
  })
})
