import { beforeAll, describe, expect, it } from 'vitest'
import { type Bench, openBench } from '../bench.ts'
import { startJob } from '../look.ts'

let bench: Bench

beforeAll(async () => {
  bench = await openBench()
})

const notes = (jobType: string) =>
  bench.sql(
    "select action, details from headgate.audit_log where action like 'job_type_%ed' and details ->> 'job_type' = $1",
    [jobType],
  )

describe('pause_job_type', () => {
  it('stops claims, and nothing else', async () => {
    const job_type = await bench.type()
    const { job_id, lease_token } = await startJob(bench, job_type)
    const answer = await bench.one('pause_job_type', { job_type, reason: 'the provider is down' })
    expect(answer).toEqual({ job_type, paused: true })
    await bench.one('enqueue_job', { job_type })
    expect(await bench.call('claim_jobs', { worker: 'w', job_types: [job_type] })).toEqual([])
    await bench.one('heartbeat_jobs', { lease_token })
    await bench.one('complete_job', { job_id, lease_token })
    const rows = await bench.sql('select paused_reason from headgate.job_types where job_type = $1', [
      job_type,
    ])
    expect(rows).toEqual([{ paused_reason: 'the provider is down' }])
  })

  it('is recorded once, however often it is called', async () => {
    const job_type = await bench.type()
    await bench.one('pause_job_type', { job_type, reason: 'first' })
    expect(await bench.one('pause_job_type', { job_type, reason: 'second' })).toEqual({
      job_type,
      paused: true,
    })
    expect(await notes(job_type)).toEqual([
      { action: 'job_type_paused', details: { job_type, reason: 'first' } },
    ])
  })

  it.each([
    ['an unknown type', { job_type: 'nobody' }, { code: 'JQ002', detail: { job_type: 'nobody' } }],
    ['no type', { job_type: null }, { code: 'JQ002' }],
    ['an empty reason', { reason: '' }, { code: 'JQ001', detail: { argument: 'p_reason' } }],
    ['a reason too long', { reason: 'r'.repeat(1001) }, { code: 'JQ001', detail: { argument: 'p_reason' } }],
  ])('refuses %s', async (_, args, expected) => {
    expect(await bench.refused('pause_job_type', { job_type: 'plain', ...args })).toMatchObject(expected)
  })
})
