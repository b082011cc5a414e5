import { beforeAll, describe, expect, it } from 'vitest'
import { type Bench, openBench, type Row } from '../bench.ts'
import { deadLettered, look, rowCounts, startJob, waitsForItsTime } from '../look.ts'
import { json } from '../signatures.ts'

let bench: Bench

beforeAll(async () => {
  bench = await openBench()
})

const key = ({ job_id, lease_token }: Row): Row => ({ job_id, lease_token })

describe('fail_jobs', () => {
  it('decides each element for itself', async () => {
    const [one, final, stale, due] = [
      await startJob(bench, await bench.type()),
      await startJob(bench, await bench.type()),
      await startJob(bench, await bench.type()),
      await startJob(bench, await bench.type()),
    ]
    await bench.one('cancel_job', { job_id: stale.job_id })
    const retry_at = '2030-01-01T01:00:00.000Z'
    const rows = await bench.call('fail_jobs', {
      failures: [
        { ...key(one), error: { m: 1 } },
        { ...key(final), error: 'x', retryable: false },
        { ...key(stale), error: 'x' },
        { ...key(due), error: null, retry_at, actual_tokens: 3 },
      ],
    })
    expect(rows).toMatchObject([
      { element: 0, job_id: one.job_id, outcome: 'queued' },
      { element: 1, job_id: final.job_id, outcome: 'dead_lettered', scheduled_at: null },
      { element: 2, job_id: stale.job_id, outcome: 'lease_lost', scheduled_at: null },
      { element: 3, job_id: due.job_id, outcome: 'queued', scheduled_at: new Date(retry_at) },
    ])
    expect(await look(bench, one.job_id)).toMatchObject({ ...waitsForItsTime, retry_count: 1 })
    expect(await look(bench, final.job_id)).toMatchObject(deadLettered)
  })

  it('counts the first of two reports of one job', async () => {
    const job = await startJob(bench, await bench.type())
    const failures = [
      { ...key(job), error: 1 },
      { ...key(job), error: 2 },
    ]
    const rows = await bench.call('fail_jobs', { failures })
    expect(rows.map((row) => row.outcome)).toEqual(['queued', 'lease_lost'])
    expect(await look(bench, job.job_id)).toMatchObject({ retry_count: 1 })
  })

  it('does nothing for an empty array', async () => {
    expect(await bench.call('fail_jobs', { failures: [] })).toEqual([])
  })

  it.each([
    ['SQL null', null],
    ['text', 'x'],
    ['JSON null', json('null')],
  ])('refuses %s for an array', async (_, failures) => {
    const refusal = await bench.refused('fail_jobs', { failures })
    expect(refusal).toMatchObject({ code: 'JQ001', detail: { argument: 'p_failures' } })
  })

  it.each([
    ['no error', { error: undefined }, 'JQ001'],
    ['a retryable that is text', { retryable: 'yes' }, 'JQ001'],
    ['a retry_at that is no time', { retry_at: 'soon' }, 'JQ001'],
    ['a retry_at beyond the horizon', { retry_at: '2099-01-01T00:00:00Z' }, 'JQ004'],
    ['too large an error', { error: 'x'.repeat(262_144) }, 'JQ003'],
    ['a result', { result: 1 }, 'JQ001'],
    ['negative requests', { actual_requests: -1 }, 'JQ001'],
    ['no job', { job_id: null }, 'JQ001'],
  ])('refuses ten thousand for one with %s, says which, and fails nothing', async (_, bad, code) => {
    const job = await startJob(bench, await bench.type())
    const valid = { job_id: 1, lease_token: '00000000-0000-0000-0000-000000000000', error: 'x' }
    const failures: unknown[] = Array.from({ length: 10_000 }, () => valid)
    failures[0] = { ...key(job), error: 'x' }
    failures[9_999] = { ...valid, ...bad }
    const before = await rowCounts(bench)
    const refusal = await bench.refused('fail_jobs', { failures })
    expect(refusal).toMatchObject({ code, detail: { argument: 'p_failures', element: 9_999 } })
    expect(await rowCounts(bench)).toEqual(before)
    expect(await look(bench, job.job_id)).toMatchObject({ state: 'running' })
  })
})
