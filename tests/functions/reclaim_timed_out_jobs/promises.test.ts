import { beforeAll, describe, expect, it } from 'vitest'
import { connect } from '../../support/database.ts'
import { type Args, type Bench, openBench } from '../bench.ts'
import { deadLettered, lastEntry, look, runs, startJob, taken, waits } from '../look.ts'

let bench: Bench

beforeAll(async () => {
  bench = await openBench()
})

/** A job whose worker died, not yet reclaimed. */
async function lostJob(settings: Args = {}, job: Args = {}) {
  const job_type = await bench.type({ lease_seconds: 10, ...settings })
  const held = await startJob(bench, job_type, job)
  await bench.advance(10)
  return { ...held, job_type }
}

describe('reclaim_timed_out_jobs', () => {
  it('takes a job back into line, consuming the attempt, and records why', async () => {
    const { job_id, job_type, lease_token } = await lostJob({}, { worker: 'dead' })
    const [row] = await bench.call('reclaim_timed_out_jobs')
    expect(row).toEqual({ job_id, job_type, outcome: 'queued', scheduled_at: await bench.now() })
    expect(await look(bench, job_id)).toEqual({ ...waits, attempt: 1, retry_count: 1 })
    expect(await bench.one('get_job', { job_id })).toMatchObject({
      error_details: [{ reason: 'lease_expired', attempt: 1, worker: 'dead' }],
    })
    expect(await lastEntry(bench, job_id)).toMatchObject({
      action: 'reclaimed',
      from_state: 'running',
      to_state: 'queued',
      worker: 'dead',
      lease_token,
    })
  })

  it('leaves a lease that still lasts, to the moment', async () => {
    const { job_id } = await startJob(bench, await bench.type({ lease_seconds: 10 }))
    await bench.advance(9.999)
    expect(await bench.call('reclaim_timed_out_jobs')).toEqual([])
    expect(await look(bench, job_id)).toMatchObject(runs)
    await bench.advance(0.001)
    expect(await bench.call('reclaim_timed_out_jobs')).toMatchObject([{ job_id }])
  })

  it('takes back all jobs of a lease, but not those settled', async () => {
    const job_type = await bench.type({ lease_seconds: 10 })
    await bench.call('enqueue_jobs', { jobs: Array.from({ length: 3 }, () => ({ job_type })) })
    const [done, ...lost] = await bench.call('claim_jobs', { worker: 'w', job_types: [job_type], limit: 3 })
    await bench.one('complete_job', { job_id: done?.job_id, lease_token: done?.lease_token })
    await bench.advance(10)
    const rows = await bench.call('reclaim_timed_out_jobs')
    expect(rows.map((row) => row.job_id)).toEqual(lost.map((row) => row.job_id))
  })

  it('gives a job up whose last attempt was lost', async () => {
    const { job_id } = await lostJob({ max_attempts: 1 })
    expect(await bench.call('reclaim_timed_out_jobs')).toMatchObject([
      { outcome: 'dead_lettered', scheduled_at: null },
    ])
    expect(await look(bench, job_id)).toMatchObject(deadLettered)
  })

  it('gives a job up at once where the type says that a crash is the end', async () => {
    const { job_id } = await lostJob({ on_crash: 'dead_letter' })
    await bench.call('reclaim_timed_out_jobs')
    expect(await look(bench, job_id)).toMatchObject({ ...deadLettered, attempt: 1 })
    expect(await lastEntry(bench, job_id)).toMatchObject({ action: 'dead_lettered', from_state: 'running' })
  })

  it('consumes no attempt where the type says that crashes do not count', async () => {
    const { job_id, job_type } = await lostJob({ crash_counts: false, max_attempts: 1 })
    for (let crash = 1; crash <= 3; crash++) {
      expect(await bench.call('reclaim_timed_out_jobs')).toMatchObject([{ job_id, outcome: 'queued' }])
      expect(await look(bench, job_id)).toMatchObject({ attempt: 0, retry_count: crash })
      await bench.one('claim_jobs', { worker: 'w', job_types: [job_type] })
      await bench.advance(10)
    }
    await bench.one('cancel_job', { job_id })
  })

  it('gives a job up whose deadline has passed', async () => {
    const { job_id } = await lostJob({ deadline_seconds: 10 })
    await bench.call('reclaim_timed_out_jobs')
    expect(await look(bench, job_id)).toMatchObject(deadLettered)
  })

  it('frees the place of a job and keeps its charge', async () => {
    const endpoint = await bench.endpoint({ token_limit: 1000 })
    await lostJob({ provider: 'p', endpoint, estimated_tokens: 100 })
    await bench.call('reclaim_timed_out_jobs')
    expect(await taken(bench, endpoint)).toEqual({ in_flight: 0, requests: 1, tokens: 100 })
  })

  it('brings jobs back within the jitter of the setting, not all at once', async () => {
    await bench.one('set_configuration', { key: 'reclaim_jitter_seconds', value: 100 })
    const job_type = await bench.type({ lease_seconds: 10 })
    await bench.call('enqueue_jobs', { jobs: Array.from({ length: 50 }, () => ({ job_type })) })
    await bench.call('claim_jobs', { worker: 'w', job_types: [job_type], limit: 50 })
    await bench.advance(10)
    const now = (await bench.now()).getTime()
    const delays = (await bench.call('reclaim_timed_out_jobs')).map((row) => Number(row.scheduled_at) - now)
    await bench.one('set_configuration', { key: 'reclaim_jitter_seconds', value: 0 })
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...delays)).toBeLessThanOrEqual(100_000)
    expect(new Set(delays).size).toBeGreaterThan(40)
  })

  it('takes back no more leases than its limit, those first that ran out first', async () => {
    const second = await startJob(bench, await bench.type({ lease_seconds: 20 }))
    const first = await startJob(bench, await bench.type({ lease_seconds: 10 }))
    await bench.advance(20)
    expect(await bench.call('reclaim_timed_out_jobs', { limit: 1 })).toMatchObject([{ job_id: first.job_id }])
    expect(await bench.call('reclaim_timed_out_jobs', { limit: 1 })).toMatchObject([
      { job_id: second.job_id },
    ])
  })

  it('waits for nobody who is settling the lease', async () => {
    const { lease_token } = await lostJob()
    const other = await connect(bench.db)
    await other.query('begin')
    await other.query('select from headgate_private.lease where lease_token = $1 for update', [lease_token])
    expect(await bench.call('reclaim_timed_out_jobs')).toEqual([])
    await other.query('rollback')
    expect(await bench.call('reclaim_timed_out_jobs')).toHaveLength(1)
  })

  it.each([null, 0, -1, 10_001])('refuses the limit %s', async (limit) => {
    const refusal = await bench.refused('reclaim_timed_out_jobs', { limit })
    expect(refusal).toMatchObject({ code: 'JQ001', detail: { argument: 'p_limit' } })
  })
})
