import { beforeAll, describe, expect, it } from 'vitest'
import { type Bench, openBench } from '../bench.ts'

let bench: Bench

beforeAll(async () => {
  bench = await openBench()
})

describe('resume_job_type', () => {
  it('lets claims take the type again, and is recorded once', async () => {
    const job_type = await bench.type()
    const { job_id } = await bench.one('enqueue_job', { job_type })
    await bench.one('pause_job_type', { job_type })
    expect(await bench.one('resume_job_type', { job_type })).toEqual({ job_type, paused: false })
    expect(await bench.one('resume_job_type', { job_type })).toEqual({ job_type, paused: false })
    expect(await bench.one('claim_jobs', { worker: 'w', job_types: [job_type] })).toMatchObject({ job_id })
    const rows = await bench.sql(
      "select from headgate.audit_log where action = 'job_type_resumed' and details ->> 'job_type' = $1",
      [job_type],
    )
    expect(rows).toHaveLength(1)
  })

  it.each([null, 'nobody', ''])('refuses the type %s', async (job_type) => {
    expect((await bench.refused('resume_job_type', { job_type })).code).toBe('JQ002')
  })
})
