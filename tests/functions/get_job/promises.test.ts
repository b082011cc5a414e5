import { beforeAll, describe, expect, it } from 'vitest'
import { type Bench, openBench } from '../bench.ts'
import { startJob } from '../look.ts'

let bench: Bench

beforeAll(async () => {
  bench = await openBench()
})

describe('get_job', () => {
  it('tells who, when and how often', async () => {
    const job_type = await bench.type()
    const { job_id } = await bench.one('enqueue_job', { job_type }, 'headgate_producer')
    expect(await bench.one('get_job', { job_id }, 'headgate_observer')).toMatchObject({
      job_id,
      job_type,
      state: 'queued',
      attempt: 0,
      retry_count: 0,
      created_by: 'headgate_producer',
      created_at: await bench.now(),
      correlation_id: `job:${job_id}`,
      started_at: null,
      finished_at: null,
      worker: null,
      lease_expires_at: null,
      error_details: [],
    })
  })

  it('tells until when a running job is held, and never its token', async () => {
    const { job_id, claim, lease_token } = await startJob(bench, await bench.type())
    const row = await bench.one('get_job', { job_id })
    expect(row).toMatchObject({ state: 'running', worker: 'w1', lease_expires_at: claim.lease_expires_at })
    expect(JSON.stringify(row)).not.toContain(String(lease_token))
  })

  it('tells when the first and when the latest attempt began', async () => {
    const job_type = await bench.type({ lease_seconds: 10 })
    const first = await bench.now()
    const { job_id } = await startJob(bench, job_type)
    await bench.advance(10)
    await bench.one('claim_jobs', { worker: 'w2', job_types: [job_type] })
    expect(await bench.one('get_job', { job_id })).toMatchObject({
      first_started_at: first,
      started_at: await bench.now(),
      worker: 'w2',
      attempt: 2,
      retry_count: 1,
    })
  })

  it.each([
    ['null', null, { code: 'JQ001', detail: { argument: 'p_job_id' } }],
    ['a job that never was', '987654321', { code: 'JQ101', detail: { job_id: '987654321' } }],
    ['a negative id', '-1', { code: 'JQ101', detail: { job_id: '-1' } }],
  ])('refuses %s', async (_, job_id, expected) => {
    expect(await bench.refused('get_job', { job_id })).toMatchObject(expected)
  })
})
