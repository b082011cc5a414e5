import { beforeAll, describe, expect, it } from 'vitest'
import { type Bench, openBench, type Row } from '../bench.ts'
import { completed, look, rowCounts, startJob, taken } from '../look.ts'
import { json } from '../signatures.ts'

let bench: Bench

beforeAll(async () => {
  bench = await openBench()
})

const key = ({ job_id, lease_token }: Row): Row => ({ job_id, lease_token })

describe('complete_jobs', () => {
  it('completes jobs of several leases and answers in the order of the array', async () => {
    const [one, other] = [
      await startJob(bench, await bench.type()),
      await startJob(bench, await bench.type()),
    ]
    const completions = [
      { ...key(other), result: 2 },
      { ...key(one), result: { n: 1 } },
    ]
    const rows = await bench.call('complete_jobs', { completions })
    expect(rows).toEqual([
      { element: 0, job_id: other.job_id, outcome: 'completed' },
      { element: 1, job_id: one.job_id, outcome: 'completed' },
    ])
    expect(await look(bench, one.job_id)).toMatchObject(completed)
    expect(await bench.one('get_job', { job_id: one.job_id })).toMatchObject({ result: { n: 1 } })
  })

  it('gives each element its own outcome', async () => {
    const [good, stale, done] = [
      await startJob(bench, await bench.type()),
      await startJob(bench, await bench.type()),
      await startJob(bench, await bench.type()),
    ]
    const unaudited = await startJob(bench, 'audited')
    await bench.one('cancel_job', { job_id: stale.job_id })
    await bench.one('complete_job', key(done))
    const unknown = { job_id: 987654321, lease_token: good.lease_token }
    const completions = [key(good), key(stale), key(done), key(unaudited), unknown]
    const rows = await bench.call('complete_jobs', { completions })
    expect(rows.map((row) => row.outcome)).toEqual([
      'completed',
      'lease_lost',
      'already_completed',
      'audit_required',
      'lease_lost',
    ])
  })

  it('counts the first of two reports of one job', async () => {
    const job = await startJob(bench, await bench.type())
    const completions = [
      { ...key(job), result: 'first' },
      { ...key(job), result: 'second' },
    ]
    const rows = await bench.call('complete_jobs', { completions })
    expect(rows.map((row) => row.outcome)).toEqual(['completed', 'lease_lost'])
    expect(await bench.one('get_job', { job_id: job.job_id })).toMatchObject({ result: 'first' })
  })

  it('settles the costs of every element', async () => {
    const endpoint = await bench.endpoint({ token_limit: 10_000 })
    const job_type = await bench.type({ provider: 'p', endpoint, estimated_tokens: 100 })
    await bench.call('enqueue_jobs', { jobs: Array.from({ length: 3 }, () => ({ job_type })) })
    const claimed = await bench.call('claim_jobs', { worker: 'w', job_types: [job_type], limit: 3 })
    const [a, b, c] = claimed.map(key)
    await bench.call('complete_jobs', {
      completions: [{ ...a, actual_tokens: 10 }, { ...b, actual_tokens: 500, actual_requests: 2 }, c],
    })
    expect(await taken(bench, endpoint)).toEqual({ in_flight: 0, requests: 4, tokens: 610 })
  })

  it('does nothing for an empty array', async () => {
    expect(await bench.call('complete_jobs', { completions: [] })).toEqual([])
  })

  it.each([
    ['SQL null', null],
    ['an object', {}],
    ['JSON null', json('null')],
  ])('refuses %s for an array', async (_, completions) => {
    const refusal = await bench.refused('complete_jobs', { completions })
    expect(refusal).toMatchObject({ code: 'JQ001', detail: { argument: 'p_completions' } })
  })

  it.each([
    ['no job', { lease_token: '00000000-0000-0000-0000-000000000000' }, 'JQ001'],
    ['no token', { job_id: 1 }, 'JQ001'],
    ['a token that is none', { job_id: 1, lease_token: 'mine' }, 'JQ001'],
    ['negative tokens', { actual_tokens: -1 }, 'JQ001'],
    ['tokens beyond the counter', { actual_tokens: 2_147_483_648 }, 'JQ001'],
    ['tokens that are none', { actual_tokens: 'many' }, 'JQ001'],
    ['too many requests', { actual_requests: 1_000_001 }, 'JQ001'],
    ['an unknown key', { outcome: 'completed' }, 'JQ001'],
    ['null', null, 'JQ001'],
    ['too large a result', { result: 'x'.repeat(262_144) }, 'JQ003'],
  ])('refuses all for one element with %s, says which, and completes nothing', async (_, bad, code) => {
    const job = await startJob(bench, await bench.type())
    const valid = { job_id: 1, lease_token: '00000000-0000-0000-0000-000000000000' }
    const element = bad === null || 'job_id' in bad || 'lease_token' in bad ? bad : { ...valid, ...bad }
    const before = await rowCounts(bench)
    const refusal = await bench.refused('complete_jobs', { completions: [key(job), element] })
    expect(refusal).toMatchObject({ code, detail: { argument: 'p_completions', element: 1 } })
    expect(await rowCounts(bench)).toEqual(before)
    await bench.one('complete_job', key(job))
  })

  it('takes a result as large as complete_job takes', async () => {
    const job = await startJob(bench, await bench.type())
    const result = 'x'.repeat(262_144 - 16)
    await bench.call('complete_jobs', { completions: [{ ...key(job), result }] })
    expect(await bench.one('get_job', { job_id: job.job_id })).toMatchObject({ result })
  })

  it('completes ten thousand jobs, and one bad element stops them all', async () => {
    const job_type = await bench.type()
    await bench.call('enqueue_jobs', { jobs: Array.from({ length: 9_999 }, () => ({ job_type })) })
    const completions: Row[] = []
    while (completions.length < 9_999) {
      const claimed = await bench.call('claim_jobs', { worker: 'w', job_types: [job_type], limit: 500 })
      completions.push(...claimed.map(key))
    }
    const spoilt = [...completions.slice(0, 5_000), { job_id: 'x' }, ...completions.slice(5_000)]
    const refusal = await bench.refused('complete_jobs', { completions: spoilt })
    expect(refusal).toMatchObject({ code: 'JQ001', detail: { element: 5_000 } })
    const rows = await bench.call('complete_jobs', { completions })
    expect(rows.filter((row) => row.outcome === 'completed')).toHaveLength(9_999)
    const left = await bench.sql('select from headgate_private.lease where job_type = $1', [job_type])
    expect(left).toEqual([])
  })

  it('refuses one element more than max_batch_size', async () => {
    const completions = Array.from({ length: 10_001 }, () => ({}))
    expect((await bench.refused('complete_jobs', { completions })).message).toContain('10001')
  })
})
