import { beforeAll, describe, expect, it } from 'vitest'
import { type Bench, openBench } from '../bench.ts'

let bench: Bench

beforeAll(async () => {
  bench = await openBench()
  await bench.one('schedule_job', { name: 'minutely', job_type: 'plain', cron: '* * * * *' })
})

describe('pause_schedule', () => {
  it('stops a recurring job, and is recorded once however often it is called', async () => {
    const name = 'minutely'
    expect(await bench.one('pause_schedule', { name, reason: 'holiday' })).toEqual({ name, paused: true })
    expect(await bench.one('pause_schedule', { name, reason: 'again' })).toEqual({ name, paused: true })
    await bench.advance(180)
    expect(await bench.one('tick')).toMatchObject({ scheduled: 0 })
    const rows = await bench.sql("select details from headgate.audit_log where action = 'schedule_paused'")
    expect(rows).toEqual([{ details: { name, reason: 'holiday' } }])
    const [shown] = await bench.sql('select paused_reason from headgate.job_schedules')
    expect(shown).toEqual({ paused_reason: 'holiday' })
  })

  it('lasts when the schedule is set again', async () => {
    await bench.one('schedule_job', { name: 'minutely', job_type: 'plain', cron: '*/2 * * * *' })
    await bench.advance(180)
    expect(await bench.one('tick')).toMatchObject({ scheduled: 0 })
  })

  it.each([
    ['an unknown name', { name: 'nobody' }, { code: 'JQ403', detail: { name: 'nobody' } }],
    ['no name', { name: null }, { code: 'JQ403' }],
    ['an empty reason', { reason: '' }, { code: 'JQ001', detail: { argument: 'p_reason' } }],
    ['a reason too long', { reason: 'r'.repeat(1001) }, { code: 'JQ001', detail: { argument: 'p_reason' } }],
  ])('refuses %s', async (_, args, expected) => {
    expect(await bench.refused('pause_schedule', { name: 'minutely', ...args })).toMatchObject(expected)
  })
})
