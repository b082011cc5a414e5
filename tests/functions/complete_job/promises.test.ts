import { beforeAll, describe, expect, it } from 'vitest'
import { type Bench, openBench } from '../bench.ts'
import { completed, lastEntry, look, startJob, taken } from '../look.ts'
import { json } from '../signatures.ts'

let bench: Bench

beforeAll(async () => {
  bench = await openBench()
})

describe('complete_job', () => {
  it('ends a job: ledger, lease and audit row say so', async () => {
    const { job_id, lease_token } = await startJob(bench, await bench.type(), { correlation_id: 'c' })
    await bench.advance(3)
    const finished_at = await bench.now()
    const answer = await bench.one('complete_job', { job_id, lease_token, result: { ok: ['💧'] } })
    expect(answer).toEqual({ job_id, state: 'completed', finished_at })
    expect(await look(bench, job_id)).toMatchObject({ ...completed, attempt: 1 })
    const row = await bench.one('get_job', { job_id })
    expect(row).toMatchObject({ result: { ok: ['💧'] }, finished_at, lease_expires_at: null })
    expect(Number(row.run_seconds)).toBe(3)
    expect(await lastEntry(bench, job_id)).toMatchObject({
      action: 'completed',
      from_state: 'running',
      to_state: 'completed',
      worker: 'w1',
      correlation_id: 'c',
      lease_token,
    })
  })

  it('leaves the other jobs of the lease held', async () => {
    const job_type = await bench.type()
    await bench.call('enqueue_jobs', { jobs: [{ job_type }, { job_type }] })
    const [first, second] = await bench.call('claim_jobs', { worker: 'w', job_types: [job_type], limit: 2 })
    await bench.one('complete_job', { job_id: first?.job_id, lease_token: first?.lease_token })
    const { job_ids } = await bench.one('heartbeat_jobs', { lease_token: second?.lease_token })
    expect(job_ids).toBe(`{${second?.job_id}}`)
  })

  it('settles a lease in the last moment before it expires', async () => {
    const { job_id, lease_token } = await startJob(bench, await bench.type({ lease_seconds: 10 }))
    await bench.advance(9.999)
    await bench.one('complete_job', { job_id, lease_token })
  })

  it.each([
    [
      'charges what the attempt cost beyond its estimate',
      { actual_tokens: 150, actual_requests: 3 },
      3,
      150,
      150,
    ],
    ['gives back what the attempt did not need', { actual_tokens: 40, actual_requests: 0 }, 0, 40, 40],
    ['keeps the estimate where nothing is reported', {}, 1, 100, null],
  ])('%s, and frees its place', async (_, actual, requests, tokens, reported) => {
    const endpoint = await bench.endpoint({ request_limit: 60, token_limit: 1000, concurrency_limit: 5 })
    const job_type = await bench.type({ provider: 'p', endpoint, estimated_tokens: 100 })
    const { job_id, lease_token } = await startJob(bench, job_type)
    expect(await taken(bench, endpoint)).toEqual({ in_flight: 1, requests: 1, tokens: 100 })
    await bench.one('complete_job', { job_id, lease_token, ...actual })
    expect(await taken(bench, endpoint)).toEqual({ in_flight: 0, requests, tokens })
    const { actual_tokens } = await bench.one('get_job', { job_id })
    expect(actual_tokens === null ? null : Number(actual_tokens)).toBe(reported)
  })

  it('gives nothing back once the grant has left the window', async () => {
    const endpoint = await bench.endpoint({ token_limit: 1000 })
    const job_type = await bench.type({ provider: 'p', endpoint, estimated_tokens: 100, lease_seconds: 600 })
    const { job_id, lease_token } = await startJob(bench, job_type)
    await bench.advance(100)
    await bench.one('acquire_api_capacity', { provider: 'p', endpoint, tokens: 30 })
    await bench.one('complete_job', { job_id, lease_token, actual_tokens: 0 })
    expect(await taken(bench, endpoint)).toMatchObject({ tokens: 30, in_flight: 1 })
  })

  it('stores JSON null for JSON null, and nothing for nothing', async () => {
    const job_type = await bench.type()
    for (const result of [json('null'), null]) {
      const { job_id, lease_token } = await startJob(bench, job_type)
      await bench.one('complete_job', { job_id, lease_token, result })
      const rows = await bench.sql('select result::text from headgate.job_queue where job_id = $1', [job_id])
      expect(rows).toEqual([{ result: result === null ? null : 'null' }])
    }
  })

  it('refuses a result larger than the setting, and the job stays held', async () => {
    const { job_id, lease_token } = await startJob(bench, await bench.type())
    const refusal = await bench.refused('complete_job', { job_id, lease_token, result: 'x'.repeat(262_144) })
    expect(refusal).toMatchObject({ code: 'JQ003', detail: { argument: 'p_result', largest: 262_144 } })
    await bench.one('complete_job', { job_id, lease_token })
  })

  it.each([
    ['no job', { job_id: null }, 'p_job_id'],
    ['no token', { lease_token: null }, 'p_lease_token'],
    ['negative tokens', { actual_tokens: -1 }, 'p_actual_tokens'],
    ['more tokens than a counter holds', { actual_tokens: 2_147_483_648 }, 'p_actual_tokens'],
    ['the most tokens a bigint holds', { actual_tokens: '9223372036854775807' }, 'p_actual_tokens'],
    ['negative requests', { actual_requests: -1 }, 'p_actual_requests'],
    ['more requests than a million', { actual_requests: 1_000_001 }, 'p_actual_requests'],
  ])('refuses %s', async (_, args, argument) => {
    const valid = { job_id: '1', lease_token: '00000000-0000-0000-0000-000000000000' }
    const refusal = await bench.refused('complete_job', { ...valid, ...args })
    expect(refusal).toMatchObject({ code: 'JQ001', detail: { argument } })
  })

  it('accepts the greatest cost, and the endpoint is full, not broken', async () => {
    const endpoint = await bench.endpoint({ token_limit: 1000, request_limit: 10 })
    const job_type = await bench.type({ provider: 'p', endpoint })
    for (let i = 0; i < 3; i++) {
      const { job_id, lease_token } = await startJob(bench, job_type)
      await bench.one('complete_job', {
        job_id,
        lease_token,
        actual_tokens: 2_147_483_647,
        actual_requests: 1_000_000,
      })
      await bench.advance(70)
    }
    expect(await bench.one('acquire_api_capacity', { provider: 'p', endpoint })).toMatchObject({
      granted: true,
    })
  })
})

describe('complete_job of a type that requires an audit', () => {
  it('refuses until an event was logged under the lease', async () => {
    const { job_id, lease_token } = await startJob(bench, 'audited')
    const refusal = await bench.refused('complete_job', { job_id, lease_token })
    expect(refusal).toMatchObject({ code: 'JQ104', detail: { job_id, lease_token } })
    expect(await look(bench, job_id)).toMatchObject({ state: 'running', leases: 1 })
    await bench.one('log_audit_event', { action: 'note.read', patient_id: 'p1', job_id, lease_token })
    expect(await bench.one('complete_job', { job_id, lease_token })).toMatchObject({ state: 'completed' })
  })

  it('takes no event of an earlier attempt, nor one without the lease', async () => {
    const first = await startJob(bench, 'audited', { lease_seconds: 10 })
    const { job_id } = first
    await bench.one('log_audit_event', { action: 'note.read', job_id, lease_token: first.lease_token })
    await bench.advance(10)
    const { lease_token } = await bench.one('claim_jobs', { worker: 'w2', job_types: ['audited'] })
    await bench.one('log_audit_event', { action: 'note.read', job_id })
    expect((await bench.refused('complete_job', { job_id, lease_token })).code).toBe('JQ104')
    await bench.one('log_audit_event', { action: 'note.read', job_id, lease_token })
    await bench.one('complete_job', { job_id, lease_token })
  })

  it('takes no event of another job of the lease', async () => {
    await bench.call('enqueue_jobs', { jobs: [{ job_type: 'audited' }, { job_type: 'audited' }] })
    const rows = await bench.call('claim_jobs', { worker: 'w', job_types: ['audited'], limit: 2 })
    const lease_token = rows[0]?.lease_token
    await bench.one('log_audit_event', { action: 'note.read', job_id: rows[0]?.job_id, lease_token })
    const completions = rows.map(({ job_id }) => ({ job_id, lease_token }))
    const outcomes = await bench.call('complete_jobs', { completions })
    expect(outcomes.map((row) => row.outcome)).toEqual(['completed', 'audit_required'])
  })
})
