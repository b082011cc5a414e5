import { beforeAll, describe, expect, it } from 'vitest'
import { type Bench, openBench } from '../bench.ts'
import { lastEntry, look, waits } from '../look.ts'

let bench: Bench

beforeAll(async () => {
  bench = await openBench()
})

async function deadJobs(job_type: string, count: number): Promise<unknown[]> {
  await bench.call('enqueue_jobs', { jobs: Array.from({ length: count }, () => ({ job_type })) })
  const claimed = await bench.call('claim_jobs', { worker: 'w', job_types: [job_type], limit: count })
  const failures = claimed.map(({ job_id, lease_token }) => ({
    job_id,
    lease_token,
    error: 'x',
    retryable: false,
  }))
  await bench.call('fail_jobs', { failures })
  return claimed.map((row) => row.job_id)
}

describe('redrive_jobs', () => {
  it('puts the dead letters of a type back in line, oldest first, up to its limit', async () => {
    const [job_type, other] = [await bench.type(), await bench.type()]
    const dead = await deadJobs(job_type, 3)
    await deadJobs(other, 1)
    const rows = await bench.call('redrive_jobs', { job_type, limit: 2 })
    expect(rows).toEqual(dead.slice(0, 2).map((job_id) => ({ job_id, scheduled_at: expect.any(Date) })))
    expect(await look(bench, dead[0])).toEqual({ ...waits, attempt: 0, retry_count: 0 })
    expect(await lastEntry(bench, dead[0])).toMatchObject({
      action: 'redriven',
      from_state: 'dead_lettered',
      to_state: 'queued',
    })
    expect(await bench.call('redrive_jobs', { job_type })).toHaveLength(1)
    expect(await bench.call('redrive_jobs', { job_type })).toEqual([])
    expect(await bench.call('claim_jobs', { worker: 'w', job_types: [job_type], limit: 9 })).toHaveLength(3)
  })

  it('keeps the record of why the job had failed', async () => {
    const job_type = await bench.type()
    const [job_id] = await deadJobs(job_type, 1)
    await bench.call('redrive_jobs', { job_type })
    expect(await bench.one('get_job', { job_id })).toMatchObject({ error_details: [{ reason: 'failed' }] })
  })

  it.each([
    ['an unknown type', { job_type: 'nobody' }, { code: 'JQ002', detail: { job_type: 'nobody' } }],
    ['no type', { job_type: null }, { code: 'JQ002' }],
    ['no limit', { limit: null }, { code: 'JQ001', detail: { argument: 'p_limit' } }],
    ['a limit of 0', { limit: 0 }, { code: 'JQ001', detail: { argument: 'p_limit' } }],
    ['a limit beyond the greatest', { limit: 10_001 }, { code: 'JQ001', detail: { argument: 'p_limit' } }],
  ])('refuses %s', async (_, args, expected) => {
    expect(await bench.refused('redrive_jobs', { job_type: 'plain', ...args })).toMatchObject(expected)
  })
})
