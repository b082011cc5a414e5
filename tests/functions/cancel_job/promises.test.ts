import { beforeAll, describe, expect, it } from 'vitest'
import { type Bench, openBench } from '../bench.ts'
import { cancelled, lastEntry, look, startJob, taken, trail } from '../look.ts'

let bench: Bench

beforeAll(async () => {
  bench = await openBench()
})

describe('cancel_job', () => {
  it.each([
    ['now', undefined],
    ['later', '2030-02-01T00:00:00Z'],
  ])('cancels a job that waits to run %s', async (_, scheduled_at) => {
    const { job_id } = await bench.one('enqueue_job', { job_type: 'plain', scheduled_at })
    const answer = await bench.one('cancel_job', { job_id, reason: 'unwanted' })
    expect(answer).toEqual({ job_id, state: 'cancelled', finished_at: await bench.now() })
    expect(await look(bench, job_id)).toMatchObject(cancelled)
    expect(await lastEntry(bench, job_id)).toMatchObject({
      action: 'cancelled',
      from_state: 'queued',
      to_state: 'cancelled',
      details: { reason: 'unwanted' },
    })
  })

  it('takes a running job from its worker and frees its place', async () => {
    const endpoint = await bench.endpoint({ concurrency_limit: 1, token_limit: 100 })
    const job_type = await bench.type({ provider: 'p', endpoint, estimated_tokens: 10 })
    const { job_id, lease_token } = await startJob(bench, job_type)
    await bench.one('cancel_job', { job_id }, 'headgate_producer')
    expect(await look(bench, job_id)).toMatchObject({ ...cancelled, attempt: 1 })
    expect(await lastEntry(bench, job_id)).toMatchObject({ from_state: 'running', worker: 'w1', lease_token })
    expect(await taken(bench, endpoint)).toEqual({ in_flight: 0, requests: 1, tokens: 10 })
  })

  it('does not mind a job that is cancelled already, and records nothing more', async () => {
    const { job_id } = await bench.one('enqueue_job', { job_type: 'plain' })
    const first = await bench.one('cancel_job', { job_id })
    await bench.advance(5)
    expect(await bench.one('cancel_job', { job_id, reason: 'again' })).toEqual(first)
    expect(await trail(bench, job_id)).toHaveLength(2)
  })

  it('cancels a job whose lease has run out', async () => {
    const { job_id } = await startJob(bench, await bench.type({ lease_seconds: 1 }))
    await bench.advance(10)
    await bench.one('cancel_job', { job_id })
    const reclaimed = await bench.call('reclaim_timed_out_jobs')
    expect(reclaimed.map((row) => row.job_id)).not.toContain(job_id)
  })

  it.each(['completed', 'dead_lettered'])('refuses a job that is %s', async (state) => {
    const { job_id, lease_token } = await startJob(bench, await bench.type())
    if (state === 'completed') await bench.one('complete_job', { job_id, lease_token })
    else await bench.one('dead_letter_job', { job_id, lease_token, reason: 'r' })
    expect(await bench.refused('cancel_job', { job_id })).toMatchObject({
      code: 'JQ103',
      detail: { job_id, state },
    })
  })

  it.each([
    ['no job', { job_id: null }, { code: 'JQ001', detail: { argument: 'p_job_id' } }],
    ['an unknown job', { job_id: '9223372036854775807' }, { code: 'JQ101' }],
    ['an empty reason', { reason: '' }, { code: 'JQ001', detail: { argument: 'p_reason' } }],
    ['a reason too long', { reason: 'r'.repeat(1001) }, { code: 'JQ001', detail: { argument: 'p_reason' } }],
  ])('refuses %s', async (_, args, expected) => {
    expect(await bench.refused('cancel_job', { job_id: '1', ...args })).toMatchObject(expected)
  })
})
