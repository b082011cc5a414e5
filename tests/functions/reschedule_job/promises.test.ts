import { beforeAll, describe, expect, it } from 'vitest'
import { type Bench, openBench } from '../bench.ts'
import { lastEntry, look, startJob, taken, waits, waitsForItsTime } from '../look.ts'

let bench: Bench

beforeAll(async () => {
  bench = await openBench()
})

async function inSeconds(seconds: number): Promise<Date> {
  return new Date((await bench.now()).getTime() + seconds * 1000)
}

const later = { delay_seconds: 60, reason: 'the provider is down' }

describe('reschedule_job', () => {
  it('puts a held job off without consuming its attempt', async () => {
    const job_type = await bench.type()
    const { job_id, lease_token } = await startJob(bench, job_type)
    const answer = await bench.one('reschedule_job', { job_id, lease_token, ...later })
    expect(answer).toEqual({ job_id, state: 'queued', scheduled_at: await inSeconds(60) })
    expect(await look(bench, job_id)).toEqual({ ...waitsForItsTime, attempt: 0, retry_count: 0 })
    expect(await lastEntry(bench, job_id)).toMatchObject({
      action: 'rescheduled',
      from_state: 'running',
      to_state: 'queued',
      attempt: 1,
      details: { reason: later.reason, next_at: expect.any(String) },
    })
    await bench.advance(60)
    const again = await bench.one('claim_jobs', { worker: 'w', job_types: [job_type] })
    expect(again).toMatchObject({ job_id, attempt: 1 })
  })

  it('frees the place of the job and keeps its charge', async () => {
    const endpoint = await bench.endpoint({ token_limit: 1000 })
    const job_type = await bench.type({ provider: 'p', endpoint, estimated_tokens: 100 })
    const { job_id, lease_token } = await startJob(bench, job_type)
    await bench.one('reschedule_job', { job_id, lease_token, ...later })
    expect(await taken(bench, endpoint)).toEqual({ in_flight: 0, requests: 1, tokens: 100 })
  })

  it('moves a job that waits, there and back', async () => {
    const { job_id } = await bench.one('enqueue_job', { job_type: await bench.type() })
    await bench.one('reschedule_job', { job_id, ...later })
    expect(await look(bench, job_id)).toMatchObject(waitsForItsTime)
    await bench.one('reschedule_job', { job_id, delay_seconds: 0, reason: 'now' })
    expect(await look(bench, job_id)).toMatchObject({ ...waits, attempt: 0, retry_count: 0 })
    expect(await lastEntry(bench, job_id)).toMatchObject({ action: 'rescheduled', from_state: 'queued' })
  })

  it('refuses a running job without its token', async () => {
    const { job_id } = await startJob(bench, await bench.type())
    const refusal = await bench.refused('reschedule_job', { job_id, ...later })
    expect(refusal).toMatchObject({ code: 'JQ103', detail: { job_id, state: 'running' } })
  })

  it('refuses a job that has finished', async () => {
    const { job_id } = await bench.one('enqueue_job', { job_type: 'plain' })
    await bench.one('cancel_job', { job_id })
    const refusal = await bench.refused('reschedule_job', { job_id, ...later })
    expect(refusal).toMatchObject({ code: 'JQ103', detail: { job_id, state: 'cancelled' } })
  })

  it('accepts a delay up to the horizon', async () => {
    const { job_id } = await bench.one('enqueue_job', { job_type: 'plain' })
    const delay_seconds = 366 * 86_400
    await bench.one('reschedule_job', { job_id, delay_seconds, reason: 'r'.repeat(1000) })
    for (const beyond of [delay_seconds + 1, 2_147_483_647]) {
      const refusal = await bench.refused('reschedule_job', { job_id, delay_seconds: beyond, reason: 'r' })
      expect(refusal).toMatchObject({ code: 'JQ004', detail: { argument: 'p_delay_seconds' } })
    }
  })

  it.each([
    ['no job', { job_id: null }, { code: 'JQ001', detail: { argument: 'p_job_id' } }],
    ['an unknown job', { job_id: '987654321' }, { code: 'JQ101', detail: { job_id: '987654321' } }],
    ['no delay', { delay_seconds: null }, { code: 'JQ001', detail: { argument: 'p_delay_seconds' } }],
    ['a negative delay', { delay_seconds: -1 }, { code: 'JQ001', detail: { argument: 'p_delay_seconds' } }],
    ['no reason', { reason: null }, { code: 'JQ001', detail: { argument: 'p_reason' } }],
    ['an empty reason', { reason: '' }, { code: 'JQ001', detail: { argument: 'p_reason' } }],
    ['a reason too long', { reason: 'r'.repeat(1001) }, { code: 'JQ001', detail: { argument: 'p_reason' } }],
  ])('refuses %s', async (_, args, expected) => {
    expect(await bench.refused('reschedule_job', { job_id: '1', ...later, ...args })).toMatchObject(expected)
  })
})
