import { beforeAll, describe, expect, it } from 'vitest'
import { type Bench, openBench } from '../bench.ts'
import { deadLettered, lastEntry, look, startJob, taken } from '../look.ts'

let bench: Bench

beforeAll(async () => {
  bench = await openBench()
})

describe('dead_letter_job', () => {
  it('gives a held job up under its lease', async () => {
    const { job_id, lease_token } = await startJob(bench, await bench.type())
    const args = { job_id, reason: 'poison', lease_token }
    expect(await bench.one('dead_letter_job', args, 'headgate_worker')).toEqual({
      job_id,
      state: 'dead_lettered',
      finished_at: await bench.now(),
    })
    expect(await look(bench, job_id)).toMatchObject({ ...deadLettered, attempt: 1 })
    expect(await bench.one('get_job', { job_id })).toMatchObject({
      error_details: [{ error: 'poison', worker: 'w1' }],
    })
    expect(await lastEntry(bench, job_id)).toMatchObject({
      action: 'dead_lettered',
      from_state: 'running',
      details: { reason: 'poison' },
    })
  })

  it('lets an operator take a running job from its worker', async () => {
    const endpoint = await bench.endpoint({ concurrency_limit: 1 })
    const { job_id, lease_token } = await startJob(bench, await bench.type({ provider: 'p', endpoint }))
    await bench.one('dead_letter_job', { job_id, reason: 'enough' }, 'headgate_operator')
    expect(await look(bench, job_id)).toMatchObject(deadLettered)
    expect(await lastEntry(bench, job_id)).toMatchObject({
      actor: 'headgate_operator',
      from_state: 'running',
    })
    expect(await taken(bench, endpoint)).toMatchObject({ in_flight: 0 })
    expect((await bench.refused('heartbeat_jobs', { lease_token })).code).toBe('JQ102')
  })

  it.each([
    ['now', undefined],
    ['later', '2030-02-01T00:00:00Z'],
  ])('lets an operator give up a job that waits to run %s', async (_, scheduled_at) => {
    const { job_id } = await bench.one('enqueue_job', { job_type: 'plain', scheduled_at })
    await bench.one('dead_letter_job', { job_id, reason: 'unwanted' })
    expect(await look(bench, job_id)).toMatchObject({ ...deadLettered, attempt: 0 })
    expect(await lastEntry(bench, job_id)).toMatchObject({ action: 'dead_lettered', from_state: 'queued' })
  })

  it('refuses a worker without the token', async () => {
    const { job_id } = await startJob(bench, await bench.type())
    const refusal = await bench.refused('dead_letter_job', { job_id, reason: 'r' }, 'headgate_worker')
    expect(refusal).toMatchObject({
      code: 'JQ105',
      detail: { actor: 'headgate_worker', needs: 'headgate_operator' },
    })
  })

  it.each(['completed', 'cancelled', 'dead_lettered'])('refuses a job that is %s', async (state) => {
    const { job_id, lease_token } = await startJob(bench, await bench.type())
    if (state === 'completed') await bench.one('complete_job', { job_id, lease_token })
    if (state === 'cancelled') await bench.one('cancel_job', { job_id })
    if (state === 'dead_lettered') await bench.one('dead_letter_job', { job_id, lease_token, reason: 'r' })
    const refusal = await bench.refused('dead_letter_job', { job_id, reason: 'r' })
    expect(refusal).toMatchObject({ code: 'JQ103', detail: { job_id, state } })
  })

  it.each([
    ['no job', { job_id: null }, { code: 'JQ001', detail: { argument: 'p_job_id' } }],
    ['an unknown job', { job_id: '987654321' }, { code: 'JQ101' }],
    ['no reason', { reason: null }, { code: 'JQ001', detail: { argument: 'p_reason' } }],
    ['an empty reason', { reason: '' }, { code: 'JQ001', detail: { argument: 'p_reason' } }],
  ])('refuses %s', async (_, args, expected) => {
    expect(await bench.refused('dead_letter_job', { job_id: '1', reason: 'r', ...args })).toMatchObject(
      expected,
    )
  })
})
