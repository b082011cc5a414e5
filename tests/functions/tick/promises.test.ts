import { beforeAll, describe, expect, it } from 'vitest'
import { type Bench, openBench } from '../bench.ts'
import { look, startJob, waits } from '../look.ts'

let bench: Bench

beforeAll(async () => {
  bench = await openBench()
})

const nothing = {
  promoted: 0,
  reclaimed: 0,
  reservations_expired: 0,
  purged: 0,
  scheduled: 0,
  partitions_made: 0,
  partitions_retired: 0,
  rotated: 0,
}

describe('tick', () => {
  it('does nothing where nothing is due', async () => {
    await bench.call('tick')
    expect(await bench.one('tick')).toEqual({ ...nothing, heads_moved: 0 })
  })

  it('does everything that is due and says how much', async () => {
    const due = await bench.one('enqueue_job', { job_type: 'plain', scheduled_at: '2030-01-01T00:00:30Z' })
    const lost = await startJob(bench, await bench.type({ lease_seconds: 30 }))
    const endpoint = await bench.endpoint({ concurrency_limit: 5 })
    await bench.one('acquire_api_capacity', { provider: 'p', endpoint, ttl_seconds: 30 })
    const key = { idempotency_key: 'k', idempotency_scope: 'interval', idempotency_seconds: 30 }
    await bench.one('enqueue_job', { job_type: 'audited', ...key })
    expect(await bench.one('tick')).toMatchObject(nothing)
    await bench.advance(31)
    const report = await bench.one('tick')
    expect(report).toMatchObject({ promoted: 1, reclaimed: 1, reservations_expired: 1, purged: 1 })
    expect(report.heads_moved).toBeGreaterThan(0)
    expect(await look(bench, due.job_id)).toMatchObject(waits)
    expect(await look(bench, lost.job_id)).toMatchObject(waits)
  })

  it('forgets settled reservations after their retention, and no sooner', async () => {
    const endpoint = await bench.endpoint()
    const { reservation_id } = await bench.one('acquire_api_capacity', { provider: 'p', endpoint })
    await bench.one('release_api_capacity', { reservation_id })
    await bench.advance(24 * 3600 - 1)
    expect(await bench.one('tick')).toMatchObject({ purged: expect.any(Number) })
    expect(await bench.one('release_api_capacity', { reservation_id })).toMatchObject({
      outcome: 'already_settled',
    })
    await bench.advance(1)
    expect((await bench.one('tick')).purged).toBeGreaterThan(0)
    expect((await bench.refused('release_api_capacity', { reservation_id })).code).toBe('JQ204')
  })

  it('does no more of each kind than its limit', async () => {
    const job_type = await bench.type()
    const scheduled_at = new Date((await bench.now()).getTime() + 1000).toISOString()
    await bench.call('enqueue_jobs', { jobs: Array.from({ length: 5 }, () => ({ job_type, scheduled_at })) })
    await bench.advance(1)
    expect(await bench.one('tick', { limit: 3 })).toMatchObject({ promoted: 3 })
    expect(await bench.one('tick', { limit: 3 })).toMatchObject({ promoted: 2 })
  })

  it('may be run by any number of callers at once, each taking what no other holds', async () => {
    const job_type = await bench.type()
    const scheduled_at = new Date((await bench.now()).getTime() + 1000).toISOString()
    await bench.call('enqueue_jobs', {
      jobs: Array.from({ length: 100 }, () => ({ job_type, scheduled_at })),
    })
    await bench.advance(1)
    const reports = await Promise.all(Array.from({ length: 8 }, () => bench.one('tick', { limit: 30 })))
    const more = await bench.one('tick')
    const promoted = [...reports, more].reduce((sum, report) => sum + Number(report.promoted), 0)
    expect(promoted).toBe(100)
  })

  it.each([null, 0, -1, 100_001])('refuses the limit %s', async (limit) => {
    expect(await bench.refused('tick', { limit })).toMatchObject({
      code: 'JQ001',
      detail: { argument: 'p_limit' },
    })
  })
})
