import { beforeAll, describe, expect, it } from 'vitest'
import { type Bench, openBench } from '../bench.ts'
import { deadLettered, lastEntry, look, startJob, taken, waits, waitsForItsTime } from '../look.ts'
import { json } from '../signatures.ts'

let bench: Bench

beforeAll(async () => {
  bench = await openBench()
})

async function inSeconds(seconds: number): Promise<Date> {
  return new Date((await bench.now()).getTime() + seconds * 1000)
}

describe('fail_job', () => {
  it('puts the job back in line after its backoff, and records why', async () => {
    const { job_id, lease_token } = await startJob(bench, await bench.type())
    const now = await bench.now()
    const answer = await bench.one('fail_job', { job_id, lease_token, error: { message: 'no 💧' } })
    expect(answer).toMatchObject({ job_id, state: 'queued', retry_count: 1 })
    expect(await look(bench, job_id)).toEqual({ ...waitsForItsTime, attempt: 1, retry_count: 1 })
    expect(await bench.one('get_job', { job_id })).toMatchObject({
      error_details: [{ reason: 'failed', error: { message: 'no 💧' }, attempt: 1, worker: 'w1' }],
      lease_expires_at: null,
    })
    expect(await lastEntry(bench, job_id)).toMatchObject({
      action: 'retried',
      from_state: 'running',
      to_state: 'queued',
      attempt: 1,
      details: { reason: 'failed', next_at: expect.any(String) },
      lease_token,
    })
    expect(answer.scheduled_at).toBeInstanceOf(Date)
    expect(Number(answer.scheduled_at)).toBeGreaterThan(now.getTime())
  })

  it('gives the job up once its attempts are used up', async () => {
    const job_type = await bench.type({ max_attempts: 2, backoff_base_seconds: 0 })
    const first = await startJob(bench, job_type)
    const { job_id } = first
    const error = 'x'
    expect(await bench.one('fail_job', { job_id, lease_token: first.lease_token, error })).toMatchObject({
      state: 'queued',
    })
    const { lease_token } = await bench.one('claim_jobs', { worker: 'w2', job_types: [job_type] })
    const last = await bench.one('fail_job', { job_id, lease_token, error })
    expect(last).toEqual({ job_id, state: 'dead_lettered', retry_count: 1, scheduled_at: null })
    expect(await look(bench, job_id)).toMatchObject({ ...deadLettered, attempt: 2 })
    const { error_details } = await bench.one('get_job', { job_id })
    expect(error_details).toMatchObject([{ attempt: 1 }, { attempt: 2, worker: 'w2' }])
  })

  it('gives the job up when the failure is final', async () => {
    const { job_id, lease_token } = await startJob(bench, await bench.type())
    await bench.one('fail_job', { job_id, lease_token, error: 'x', retryable: false })
    expect(await look(bench, job_id)).toMatchObject(deadLettered)
    expect(await lastEntry(bench, job_id)).toMatchObject({
      action: 'dead_lettered',
      to_state: 'dead_lettered',
    })
  })

  it('gives the job up when the next attempt would start past the deadline', async () => {
    const { job_id, lease_token } = await startJob(bench, await bench.type({ deadline_seconds: 60 }))
    const retry_at = await inSeconds(60)
    expect(await bench.one('fail_job', { job_id, lease_token, error: 'x', retry_at })).toMatchObject({
      state: 'dead_lettered',
    })
  })

  it('retries up to the deadline', async () => {
    const { job_id, lease_token } = await startJob(bench, await bench.type({ deadline_seconds: 60 }))
    const retry_at = await inSeconds(59)
    expect(await bench.one('fail_job', { job_id, lease_token, error: 'x', retry_at })).toMatchObject({
      state: 'queued',
      scheduled_at: retry_at,
    })
  })

  it('retries at once at a time in the past', async () => {
    const { job_id, lease_token } = await startJob(bench, await bench.type())
    const answer = await bench.one('fail_job', {
      job_id,
      lease_token,
      error: 'x',
      retry_at: await inSeconds(-9e8),
    })
    expect(answer.scheduled_at).toEqual(await bench.now())
    expect(await look(bench, job_id)).toMatchObject(waits)
  })

  it('settles what the attempt cost, and frees its place', async () => {
    const endpoint = await bench.endpoint({ token_limit: 1000 })
    const job_type = await bench.type({ provider: 'p', endpoint, estimated_tokens: 100 })
    const { job_id, lease_token } = await startJob(bench, job_type)
    await bench.one('fail_job', { job_id, lease_token, error: 'x', actual_tokens: 7, actual_requests: 2 })
    expect(await taken(bench, endpoint)).toEqual({ in_flight: 0, requests: 2, tokens: 7 })
    expect(await bench.one('get_job', { job_id })).toMatchObject({ actual_tokens: '7' })
  })

  it('keeps the latest failures, as many as the setting says', async () => {
    await bench.one('set_configuration', { key: 'error_history_limit', value: 2 })
    const job_type = await bench.type({ backoff_base_seconds: 0 })
    const { job_id } = await bench.one('enqueue_job', { job_type })
    for (const error of [1, 2, 3]) {
      const { lease_token } = await bench.one('claim_jobs', { worker: 'w', job_types: [job_type] })
      await bench.one('fail_job', { job_id, lease_token, error })
    }
    const { error_details } = await bench.one('get_job', { job_id })
    expect(error_details).toMatchObject([{ error: 2 }, { error: 3 }])
  })

  it.each([
    ['no job', { job_id: null }, { argument: 'p_job_id' }],
    ['no token', { lease_token: null }, { argument: 'p_lease_token' }],
    ['no error', { error: null }, { argument: 'p_error' }],
    ['SQL null for retryable', { retryable: null }, { argument: 'p_retryable' }],
    ['negative tokens', { actual_tokens: -1 }, { argument: 'p_actual_tokens' }],
    ['tokens beyond the counter', { actual_tokens: 2_147_483_648 }, { argument: 'p_actual_tokens' }],
    ['too many requests', { actual_requests: 1_000_001 }, { argument: 'p_actual_requests' }],
  ])('refuses %s', async (_, args, detail) => {
    const valid = { job_id: '1', lease_token: '00000000-0000-0000-0000-000000000000', error: 'x' }
    expect(await bench.refused('fail_job', { ...valid, ...args })).toMatchObject({ code: 'JQ001', detail })
  })

  it.each(['infinity', '-infinity', '2099-01-01T00:00:00Z'])('refuses to retry at %s', async (retry_at) => {
    const { job_id, lease_token } = await startJob(bench, await bench.type())
    const refusal = await bench.refused('fail_job', { job_id, lease_token, error: 'x', retry_at })
    expect(refusal).toMatchObject({ code: 'JQ004', detail: { argument: 'p_retry_at' } })
    await bench.one('fail_job', { job_id, lease_token, error: json('null') })
  })

  it('refuses an error larger than the setting', async () => {
    const { job_id, lease_token } = await startJob(bench, await bench.type())
    const refusal = await bench.refused('fail_job', { job_id, lease_token, error: 'x'.repeat(262_144) })
    expect(refusal).toMatchObject({ code: 'JQ003', detail: { argument: 'p_error' } })
  })
})

describe('the backoff', () => {
  async function delays(settings: Record<string, unknown>, failures: number): Promise<number[]> {
    const job_type = await bench.type({ max_attempts: 1000, ...settings })
    const { job_id } = await bench.one('enqueue_job', { job_type })
    const seconds: number[] = []
    for (let retry = 1; retry <= failures; retry++) {
      const { lease_token } = await bench.one('claim_jobs', { worker: 'w', job_types: [job_type] })
      const { scheduled_at } = await bench.one('fail_job', { job_id, lease_token, error: 'x' })
      const delay = (Number(scheduled_at) - (await bench.now()).getTime()) / 1000
      seconds.push(delay)
      await bench.advance(delay + 0.001)
    }
    return seconds
  }

  it.each([
    ['fixed', { backoff: 'fixed', backoff_base_seconds: 10, backoff_cap_seconds: 300 }, [10, 10, 10, 10]],
    ['linear', { backoff: 'linear', backoff_base_seconds: 10, backoff_cap_seconds: 300 }, [10, 20, 30, 40]],
    [
      'exponential',
      { backoff: 'exponential', backoff_base_seconds: 10, backoff_cap_seconds: 300 },
      [10, 20, 40, 80],
    ],
    [
      'capped',
      { backoff: 'exponential', backoff_base_seconds: 10, backoff_cap_seconds: 25 },
      [10, 20, 25, 25],
    ],
    ['none at all', { backoff: 'fixed', backoff_base_seconds: 0 }, [0, 0]],
  ])('that is %s lies between half of its bound and all of it', async (_, settings, bounds) => {
    const seconds = await delays(settings, bounds.length)
    bounds.forEach((bound, retry) => {
      expect(seconds[retry]).toBeGreaterThanOrEqual(bound / 2)
      expect(seconds[retry]).toBeLessThanOrEqual(bound)
    })
  })

  it('differs from job to job, so that jobs which failed together do not come back together', async () => {
    const job_type = await bench.type({
      backoff: 'fixed',
      backoff_base_seconds: 1000,
      backoff_cap_seconds: 1000,
    })
    await bench.call('enqueue_jobs', { jobs: Array.from({ length: 50 }, () => ({ job_type })) })
    const claimed = await bench.call('claim_jobs', { worker: 'w', job_types: [job_type], limit: 50 })
    const failures = claimed.map(({ job_id, lease_token }) => ({ job_id, lease_token, error: 'x' }))
    const rows = await bench.call('fail_jobs', { failures })
    expect(new Set(rows.map((row) => Number(row.scheduled_at))).size).toBeGreaterThan(40)
  })

  it('stays a time after a thousand retries', async () => {
    const job_type = await bench.type({
      max_attempts: 1000,
      backoff_base_seconds: 86_400,
      backoff_cap_seconds: 604_800,
    })
    const { job_id, lease_token } = await startJob(bench, job_type)
    await bench.sql('update headgate_private.job_queue set retry_count = 2000000000 where job_id = $1', [
      job_id,
    ])
    const { scheduled_at } = await bench.one('fail_job', { job_id, lease_token, error: 'x' })
    expect(Number(scheduled_at)).toBeLessThanOrEqual(Number(await inSeconds(604_800)))
  })
})
