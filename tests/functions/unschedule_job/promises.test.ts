import { beforeAll, describe, expect, it } from 'vitest'
import { type Bench, openBench } from '../bench.ts'
import { look, waits } from '../look.ts'

let bench: Bench

beforeAll(async () => {
  bench = await openBench()
})

describe('unschedule_job', () => {
  it('ends a recurring job, leaves the jobs it made, and is recorded', async () => {
    await bench.one('schedule_job', { name: 'ended', job_type: 'plain', cron: '* * * * *' })
    await bench.advance(60)
    expect(await bench.one('tick')).toMatchObject({ scheduled: 1 })
    const [made] = await bench.sql('select last_job_id from headgate.job_schedules')
    expect(await bench.one('unschedule_job', { name: 'ended' })).toEqual({ name: 'ended', jobs_made: '1' })
    await bench.advance(600)
    expect(await bench.one('tick')).toMatchObject({ scheduled: 0 })
    expect(await look(bench, made?.last_job_id)).toMatchObject(waits)
    const rows = await bench.sql("select details from headgate.audit_log where action = 'schedule_removed'")
    expect(rows).toMatchObject([{ details: { name: 'ended', before: { cron: '* * * * *' } } }])
  })

  it('makes way for a schedule of the same name', async () => {
    await bench.one('schedule_job', { name: 'again', job_type: 'plain', cron: '* * * * *' })
    await bench.one('unschedule_job', { name: 'again' })
    expect(
      await bench.one('schedule_job', { name: 'again', job_type: 'plain', cron: '@daily' }),
    ).toMatchObject({
      created: true,
    })
  })

  it.each([null, '', 'nobody', 'x'.repeat(100_000)])('refuses a name that no schedule has', async (name) => {
    expect((await bench.refused('unschedule_job', { name })).code).toBe('JQ403')
  })
})
