import { beforeAll, describe, expect, it } from 'vitest'
import { type Bench, openBench } from '../bench.ts'
import { lastEntry, look, startJob, waits, waitsForItsTime } from '../look.ts'

let bench: Bench

beforeAll(async () => {
  bench = await openBench()
})

async function inSeconds(seconds: number): Promise<Date> {
  return new Date((await bench.now()).getTime() + seconds * 1000)
}

async function deadJob(job_type: string): Promise<unknown> {
  const { job_id, lease_token } = await startJob(bench, job_type)
  await bench.one('fail_job', { job_id, lease_token, error: 'x', retryable: false })
  return job_id
}

describe('retry_job', () => {
  it('makes a held job run again at a time, consuming the attempt', async () => {
    const { job_id, lease_token } = await startJob(bench, await bench.type())
    const next_at = await inSeconds(60)
    const answer = await bench.one('retry_job', { job_id, next_at, reason: 'later', lease_token })
    expect(answer).toEqual({ job_id, state: 'queued', scheduled_at: next_at })
    expect(await look(bench, job_id)).toEqual({ ...waitsForItsTime, attempt: 1, retry_count: 1 })
    expect(await lastEntry(bench, job_id)).toMatchObject({
      action: 'retried',
      from_state: 'running',
      details: { reason: 'later' },
    })
  })

  it('moves a job that waits', async () => {
    const { job_id } = await bench.one('enqueue_job', { job_type: 'plain' })
    await bench.one('retry_job', { job_id, next_at: await inSeconds(60), reason: 'later' })
    expect(await look(bench, job_id)).toEqual({ ...waitsForItsTime, attempt: 0, retry_count: 0 })
    expect(await lastEntry(bench, job_id)).toMatchObject({ action: 'retried', from_state: 'queued' })
  })

  it('puts a dead letter back in line with its attempts given back', async () => {
    const job_id = await deadJob(await bench.type())
    await bench.one('retry_job', { job_id, next_at: await bench.now(), reason: 'mended' })
    expect(await look(bench, job_id)).toMatchObject({ ...waits, attempt: 0 })
    expect(await lastEntry(bench, job_id)).toMatchObject({ action: 'redriven', from_state: 'dead_lettered' })
    expect(await bench.one('get_job', { job_id })).toMatchObject({ finished_at: null })
  })

  it('puts a dead letter whose deadline has passed back in line without one, so that it can start', async () => {
    const job_type = await bench.type({ deadline_seconds: 10 })
    const job_id = await deadJob(job_type)
    await bench.advance(10)
    await bench.one('retry_job', { job_id, next_at: await bench.now(), reason: 'mended' })
    expect(await bench.one('claim_jobs', { worker: 'w', job_types: [job_type] })).toMatchObject({
      job_id,
      attempt: 1,
      deadline_at: null,
    })
  })

  it('counts the past as now', async () => {
    const { job_id } = await bench.one('enqueue_job', { job_type: 'plain' })
    const next_at = '1970-01-01T00:00:00Z'
    const answer = await bench.one('retry_job', { job_id, next_at, reason: 'now' })
    expect(answer.scheduled_at).toEqual(await bench.now())
    expect(await look(bench, job_id)).toMatchObject(waits)
  })

  it.each(['running', 'completed', 'cancelled'])(
    'refuses a job that is %s, without a token',
    async (state) => {
      const { job_id, lease_token } = await startJob(bench, await bench.type())
      if (state === 'completed') await bench.one('complete_job', { job_id, lease_token })
      if (state === 'cancelled') await bench.one('cancel_job', { job_id })
      const refusal = await bench.refused('retry_job', { job_id, next_at: await bench.now(), reason: 'r' })
      expect(refusal).toMatchObject({ code: 'JQ103', detail: { job_id, state } })
    },
  )

  it.each([
    ['no job', { job_id: null }, { code: 'JQ001', detail: { argument: 'p_job_id' } }],
    ['an unknown job', { job_id: '-9223372036854775808' }, { code: 'JQ101' }],
    ['no time', { next_at: null }, { code: 'JQ001', detail: { argument: 'p_next_at' } }],
    ['infinity', { next_at: 'infinity' }, { code: 'JQ004', detail: { argument: 'p_next_at' } }],
    ['minus infinity', { next_at: '-infinity' }, { code: 'JQ004', detail: { argument: 'p_next_at' } }],
    ['a time beyond the horizon', { next_at: '2099-01-01T00:00:00Z' }, { code: 'JQ004' }],
    ['no reason', { reason: null }, { code: 'JQ001', detail: { argument: 'p_reason' } }],
    ['a reason too long', { reason: '💧'.repeat(1001) }, { code: 'JQ001', detail: { argument: 'p_reason' } }],
  ])('refuses %s', async (_, args, expected) => {
    const valid = { job_id: '1', next_at: '2030-01-01T00:00:00Z', reason: 'r' }
    expect(await bench.refused('retry_job', { ...valid, ...args })).toMatchObject(expected)
  })
})
