import { beforeAll, describe, expect, it } from 'vitest'
import { type Bench, openBench } from '../bench.ts'
import { seeded } from '../every_function/seeded.ts'
import { startJob } from '../look.ts'

let bench: Bench

beforeAll(async () => {
  bench = await openBench()
})

const estimate = (job_type: string, tokens?: number) => bench.one('estimate_api_cost', { job_type, tokens })

describe('estimate_api_cost', () => {
  it('is the estimate itself before anything was learned', async () => {
    const jobType = await bench.type({ estimated_tokens: 700 })
    expect(await estimate(jobType)).toEqual({ tokens: '700', ratio: 1, samples: '0' })
    expect(await estimate(jobType, 50)).toMatchObject({ tokens: '50' })
  })

  it('finds the quantile of what calls have cost', async () => {
    const endpoint = await bench.endpoint()
    const jobType = await bench.type({ estimated_tokens: 1000 })
    const random = seeded(7)
    for (let batch = 0; batch < 20; batch++) {
      const requests = Array.from({ length: 20 }, () => ({ tokens: 1000 }))
      const rows = await bench.call('acquire_api_capacities', { provider: 'p', endpoint, requests })
      await bench.sql('update headgate_private.reservation set job_type = $1', [jobType])
      const releases = rows.map(({ reservation_id }) => ({
        reservation_id,
        actual_tokens: Math.ceil(random() * 2000),
      }))
      await bench.call('release_api_capacities', { releases })
    }
    await bench.call('tick')
    const learned = await estimate(jobType)
    expect(learned.samples).toBe('400')
    expect(Number(learned.tokens)).toBeGreaterThan(1600)
    expect(Number(learned.tokens)).toBeLessThan(2000)
  })

  it('learns from calls that name the job type, and from jobs that tell what they cost', async () => {
    const endpoint = await bench.endpoint()
    const jobType = await bench.type({ estimated_tokens: 100 })
    const call = { provider: 'p', endpoint, tokens: 100, job_type: jobType }
    const { reservation_id } = await bench.one('acquire_api_capacity', call)
    await bench.one('release_api_capacity', { reservation_id, actual_tokens: 300 })
    await bench.call('tick')
    expect(await estimate(jobType)).toMatchObject({ samples: '1' })
    const { job_id, lease_token } = await startJob(bench, jobType)
    await bench.one('complete_job', { job_id, lease_token, actual_tokens: 300 })
    await bench.call('tick')
    expect(await estimate(jobType)).toMatchObject({ samples: '2' })
    expect(Number((await estimate(jobType)).tokens)).toBeGreaterThan(200)
  })

  it('learns nothing from what was not told', async () => {
    const jobType = await bench.type({ estimated_tokens: 100 })
    const { job_id, lease_token } = await startJob(bench, jobType)
    await bench.one('complete_job', { job_id, lease_token })
    await bench.call('tick')
    expect(await estimate(jobType)).toMatchObject({ samples: '0' })
  })

  it.each([
    ['no job type', { job_type: null }, { code: 'JQ001', detail: { argument: 'p_job_type' } }],
    ['an unknown job type', { job_type: 'nothing' }, { code: 'JQ002' }],
    [
      'negative tokens',
      { job_type: 'plain', tokens: -1 },
      { code: 'JQ001', detail: { argument: 'p_tokens' } },
    ],
  ])('refuses %s', async (_, args, expected) => {
    expect(await bench.refused('estimate_api_cost', args)).toMatchObject(expected)
  })
})
