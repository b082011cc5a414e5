import { beforeAll, describe, expect, it } from 'vitest'
import { type Bench, openBench } from '../bench.ts'
import { startJob } from '../look.ts'

let bench: Bench

beforeAll(async () => {
  bench = await openBench()
})

async function inSeconds(seconds: number): Promise<Date> {
  return new Date((await bench.now()).getTime() + seconds * 1000)
}

describe('heartbeat_jobs', () => {
  it('extends the lease by the time it was claimed for', async () => {
    const { job_id, lease_token } = await startJob(bench, await bench.type({ lease_seconds: 20 }))
    await bench.advance(15)
    const answer = await bench.one('heartbeat_jobs', { lease_token })
    expect(answer).toMatchObject({ lease_expires_at: await inSeconds(20), job_ids: `{${job_id}}` })
    await bench.advance(19.999)
    await bench.one('complete_job', { job_id, lease_token })
  })

  it('extends it by the time it is told', async () => {
    const { lease_token } = await startJob(bench, await bench.type())
    for (const extend_seconds of [1, 77, 3600]) {
      const { lease_expires_at } = await bench.one('heartbeat_jobs', { lease_token, extend_seconds })
      expect(lease_expires_at).toEqual(await inSeconds(extend_seconds))
    }
  })

  it('never extends it beyond the longest run, after which the job is lost', async () => {
    const run = await startJob(bench, await bench.type({ lease_seconds: 20, max_run_seconds: 30 }))
    await bench.advance(15)
    const { lease_token } = run
    const answer = await bench.one('heartbeat_jobs', { lease_token, extend_seconds: 86_400 })
    expect(answer.lease_expires_at).toEqual(run.claim.run_until)
    expect(answer.run_until).toEqual(run.claim.run_until)
    await bench.advance(15)
    expect((await bench.refused('heartbeat_jobs', { lease_token })).code).toBe('JQ102')
    expect((await bench.refused('complete_job', { job_id: run.job_id, lease_token })).code).toBe('JQ102')
    const lost = await bench.call('reclaim_timed_out_jobs')
    expect(lost).toMatchObject([{ job_id: run.job_id, outcome: 'queued' }])
  })

  it('lists the jobs still held, without those that were settled or cancelled', async () => {
    const job_type = await bench.type()
    await bench.call('enqueue_jobs', { jobs: Array.from({ length: 4 }, () => ({ job_type })) })
    const rows = await bench.call('claim_jobs', { worker: 'w', job_types: [job_type], limit: 4 })
    const [first, second, third, fourth] = rows.map((row) => row.job_id)
    const lease_token = rows[0]?.lease_token
    await bench.one('complete_job', { job_id: first, lease_token })
    await bench.one('cancel_job', { job_id: third })
    expect((await bench.one('heartbeat_jobs', { lease_token })).job_ids).toBe(`{${second},${fourth}}`)
  })

  it('does not revive a lease in the moment it expires', async () => {
    const { lease_token } = await startJob(bench, await bench.type({ lease_seconds: 5 }))
    await bench.advance(5)
    const refusal = await bench.refused('heartbeat_jobs', { lease_token })
    expect(refusal).toMatchObject({
      code: 'JQ102',
      detail: { lease_token, reason: expect.stringContaining('expired') },
    })
  })

  it.each([
    ['no token', { lease_token: null }, 'p_lease_token'],
    ['no time', { extend_seconds: 0 }, 'p_extend_seconds'],
    ['a negative time', { extend_seconds: -1 }, 'p_extend_seconds'],
    ['more than a day', { extend_seconds: 86_401 }, 'p_extend_seconds'],
  ])('refuses %s', async (_, args, argument) => {
    const lease_token = '00000000-0000-0000-0000-000000000000'
    const refusal = await bench.refused('heartbeat_jobs', { lease_token, ...args })
    expect(refusal).toMatchObject({ code: 'JQ001', detail: { argument } })
  })
})
