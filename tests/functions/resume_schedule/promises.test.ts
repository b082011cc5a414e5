import { beforeAll, describe, expect, it } from 'vitest'
import { type Bench, openBench } from '../bench.ts'

let bench: Bench

beforeAll(async () => {
  bench = await openBench()
})

describe('resume_schedule', () => {
  it.each(['latest', 'all', 'skip'])(
    'makes up for nothing that fell into the pause, with catch_up %s',
    async (catch_up) => {
      const name = `paused_${catch_up}`
      await bench.one('schedule_job', { name, job_type: 'plain', cron: '* * * * *', catch_up })
      await bench.one('pause_schedule', { name })
      await bench.advance(600)
      const next_at = new Date((await bench.now()).getTime() + 60_000)
      expect(await bench.one('resume_schedule', { name })).toEqual({ name, paused: false, next_at })
      expect(await bench.one('tick')).toMatchObject({ scheduled: 0 })
      await bench.advance(60)
      expect(await bench.one('tick')).toMatchObject({ scheduled: 1 })
      await bench.one('unschedule_job', { name })
    },
  )

  it('changes nothing and records nothing of a schedule that is not paused', async () => {
    await bench.one('schedule_job', { name: 'going', job_type: 'plain', cron: '* * * * *' })
    await bench.advance(90)
    const [before] = await bench.sql('select * from headgate.job_schedules')
    expect(await bench.one('resume_schedule', { name: 'going' })).toMatchObject({ next_at: before?.next_at })
    expect(await bench.sql('select * from headgate.job_schedules')).toEqual([before])
    const rows = await bench.sql("select from headgate.audit_log where action = 'schedule_resumed'")
    expect(rows).toHaveLength(3)
  })

  it.each([null, 'nobody'])('refuses the name %s', async (name) => {
    expect((await bench.refused('resume_schedule', { name })).code).toBe('JQ403')
  })
})
