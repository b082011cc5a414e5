import { beforeAll, describe, expect, it } from 'vitest'
import { type Bench, openBench, START } from '../bench.ts'
import { look, rowCounts, waits } from '../look.ts'
import { json } from '../signatures.ts'

let bench: Bench

beforeAll(async () => {
  bench = await openBench()
})

describe('enqueue_jobs', () => {
  it('enqueues each element and answers in their order', async () => {
    const jobs = [
      { job_type: 'plain', payload: 'first' },
      { job_type: 'limited' },
      { job_type: 'plain', payload: null },
    ]
    const rows = await bench.call('enqueue_jobs', { jobs })
    expect(rows.map((row) => row.element)).toEqual([0, 1, 2])
    for (const row of rows) expect(await look(bench, row.job_id)).toMatchObject(waits)
    expect(await bench.one('get_job', { job_id: rows[0]?.job_id })).toMatchObject({ payload: 'first' })
    expect(await bench.one('get_job', { job_id: rows[1]?.job_id })).toMatchObject({
      payload: {},
      metadata: {},
    })
  })

  it('takes every key that enqueue_job takes', async () => {
    const given = {
      job_type: 'plain',
      payload: { a: [1] },
      priority: 1,
      scheduled_at: '2030-01-02T03:04:05.678+02:00',
      idempotency_key: 'k',
      correlation_id: 'c',
      traceparent: `00-${'1'.repeat(32)}-${'1'.repeat(16)}-01`,
      metadata: { m: 1 },
      estimated_tokens: 5,
      deadline_at: '2030-02-01T00:00:00Z',
      max_attempts: 3,
    }
    const rows = await bench.call('enqueue_jobs', {
      jobs: [{ ...given, idempotency_scope: 'interval', idempotency_seconds: 60, parent_job_id: null }],
    })
    expect(await bench.one('get_job', { job_id: rows[0]?.job_id })).toMatchObject({
      ...given,
      scheduled_at: new Date(given.scheduled_at),
      deadline_at: new Date(given.deadline_at),
      estimated_tokens: '5',
    })
  })

  it('has a key for every parameter of enqueue_job', async () => {
    const parameters = bench.signatures.get('enqueue_job')?.map((argument) => argument.name.slice(2)) ?? []
    const element = Object.fromEntries(parameters.map((name) => [name, null]))
    const jobs = [{ ...element, job_type: 'plain', metadata: {} }]
    expect(await bench.call('enqueue_jobs', { jobs })).toMatchObject([{ outcome: 'accepted' }])
  })

  it('does nothing for an empty array', async () => {
    const before = await rowCounts(bench)
    expect(await bench.call('enqueue_jobs', { jobs: [] })).toEqual([])
    expect(await rowCounts(bench)).toEqual(before)
  })

  it('keeps the order of the array in line', async () => {
    const job_type = await bench.type()
    const jobs = Array.from({ length: 20 }, (_, payload) => ({ job_type, payload }))
    await bench.call('enqueue_jobs', { jobs })
    const claimed = await bench.call('claim_jobs', { worker: 'w', job_types: [job_type], limit: 20 })
    expect(claimed.map((row) => row.payload)).toEqual(jobs.map((job) => job.payload))
  })

  it('gives elements with one key one job, with the time at which it may run', async () => {
    const scheduled_at = '2030-01-03T00:00:00.000Z'
    const job = { job_type: 'plain', idempotency_key: 'twice' }
    const rows = await bench.call('enqueue_jobs', { jobs: [{ ...job, scheduled_at }, job] })
    expect(rows).toMatchObject([
      { created: true, outcome: 'accepted', scheduled_at: new Date(scheduled_at) },
      { created: false, outcome: 'duplicate', scheduled_at: new Date(scheduled_at), job_id: rows[0]?.job_id },
    ])
  })

  it('enqueues ten thousand jobs', async () => {
    const job_type = await bench.type()
    const rows = await bench.call('enqueue_jobs', {
      jobs: Array.from({ length: 10_000 }, () => ({ job_type })),
    })
    expect(new Set(rows.map((row) => row.job_id)).size).toBe(10_000)
  })

  it.each([
    ['an unknown job type', { job_type: 'nobody' }, 'JQ002'],
    ['a payload too large', { job_type: 'plain', payload: 'x'.repeat(300_000) }, 'JQ003'],
    ['a time in the past', { job_type: 'plain', scheduled_at: '2029-01-01T00:00:00Z' }, 'JQ004'],
    ['a parent that never was', { job_type: 'plain', parent_job_id: 987654321 }, 'JQ101'],
    ['a cost that never fits', { job_type: 'limited', estimated_tokens: 10_001 }, 'JQ203'],
    ['a priority out of range', { job_type: 'plain', priority: 10 }, 'JQ001'],
    ['an empty concurrency key', { job_type: 'plain', concurrency_key: '' }, 'JQ001'],
    ['a concurrency key that is no text', { job_type: 'plain', concurrency_key: 7 }, 'JQ001'],
    ['a key misspelt', { job_type: 'plain', pirority: 1 }, 'JQ001'],
    ['no object', 'plain', 'JQ001'],
  ])('refuses ten thousand with %s among them, says which, and writes nothing', async (_, bad, code) => {
    const jobs: unknown[] = Array.from({ length: 10_000 }, () => ({
      job_type: 'plain',
      idempotency_key: 'bulk',
    }))
    jobs[7_654] = bad
    const before = await rowCounts(bench)
    const refusal = await bench.refused('enqueue_jobs', { jobs })
    expect(refusal).toMatchObject({ code, detail: { element: 7_654 } })
    expect(refusal.message).toContain('[7654]')
    expect(await rowCounts(bench)).toEqual(before)
  })

  it('names the first of several bad elements', async () => {
    const jobs = [{ job_type: 'plain' }, { job_type: 'plain', priority: -1 }, { job_type: 'nobody' }]
    expect(await bench.refused('enqueue_jobs', { jobs })).toMatchObject({ detail: { element: 1 } })
  })

  it.each([
    ['SQL null', null],
    ['JSON null', json('null')],
    ['an object', {}],
    ['text', 'plain'],
    ['a number', 1],
  ])('refuses %s for an array', async (_, jobs) => {
    expect(await bench.refused('enqueue_jobs', { jobs })).toMatchObject({
      code: 'JQ001',
      detail: { argument: 'p_jobs' },
    })
  })

  it('refuses one element more than max_batch_size', async () => {
    const jobs = Array.from({ length: 10_001 }, () => ({ job_type: 'plain' }))
    const refusal = await bench.refused('enqueue_jobs', { jobs })
    expect(refusal).toMatchObject({ code: 'JQ001', detail: { argument: 'p_jobs' } })
    expect(refusal.message).toContain('10001')
  })

  it.each([
    ['priority', '"high"'],
    ['priority', '1.5'],
    ['priority', '2147483648'],
    ['estimated_tokens', '9223372036854775808'],
    ['estimated_tokens', '1e30'],
    ['scheduled_at', '"tomorrow"'],
    ['scheduled_at', '"infinity"'],
    ['scheduled_at', '"2030-01-01T00:00:00"'],
    ['scheduled_at', '"2030-02-30T00:00:00Z"'],
    ['scheduled_at', '1893456000'],
    ['job_type', '{}'],
    ['idempotency_key', '1'],
    ['metadata', '[]'],
  ])('refuses %s %s', async (key, value) => {
    const jobs = json(`[{"job_type": "plain"}, {"job_type": "plain", "${key}": ${value}}]`)
    expect(await bench.refused('enqueue_jobs', { jobs })).toMatchObject({
      code: 'JQ001',
      detail: { element: 1 },
    })
  })

  it('reads times with and without a fraction, in any zone', async () => {
    for (const scheduled_at of [
      '2030-01-01T00:00:00Z',
      '2030-01-01 02:00+02',
      '2029-12-31T18:30:00.000-05:30',
    ]) {
      const rows = await bench.call('enqueue_jobs', { jobs: [{ job_type: 'plain', scheduled_at }] })
      expect(rows[0]?.scheduled_at).toEqual(START)
    }
  })
})
