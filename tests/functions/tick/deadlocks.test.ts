import { beforeAll, describe, expect, it } from 'vitest'
import { type Bench, openBench } from '../bench.ts'

let bench: Bench
const types: string[] = []

beforeAll(async () => {
  bench = await openBench()
  for (let i = 0; i < 4; i++) {
    const endpoint = await bench.endpoint({ concurrency_limit: 6, token_limit: 1_000_000 })
    types.push(await bench.type({ provider: 'p', endpoint, lease_seconds: 5, crash_counts: false }))
  }
})

describe('callers that each need several endpoints', () => {
  it('never wait for each other in a circle', async () => {
    const jobs = types.flatMap((job_type) => Array.from({ length: 12 }, () => ({ job_type })))
    await bench.call('enqueue_jobs', { jobs })
    const [a = '', b = '', c = '', d = ''] = types
    const orders = [
      [a, b, c, d],
      [d, c, b, a],
      [b, d, a, c],
      [c, a, d, b],
    ]
    for (let round = 0; round < 8; round++) {
      const claims = orders.flatMap((order) =>
        order.map((job_type) =>
          bench.call('claim_jobs', { worker: 'w', job_types: [job_type, ...order], limit: 3 }),
        ),
      )
      const held = (await Promise.all(claims)).flat()
      for (const endpoint of ['e1', 'e3', 'e5', 'e7']) {
        await bench.call('acquire_api_capacity', { provider: 'p', endpoint, ttl_seconds: 5 })
      }
      const half = held.filter((_, index) => index % 2 === 0)
      const completions = half.map(({ job_id, lease_token }) => ({ job_id, lease_token }))
      await Promise.all([
        bench.call('fail_jobs', { failures: completions.map((job) => ({ ...job, error: 'x' })).reverse() }),
        bench.call('complete_jobs', { completions }),
      ])
      await bench.advance(400)
      await Promise.all([
        ...Array.from({ length: 4 }, () => bench.call('tick', { limit: 3 })),
        ...Array.from({ length: 4 }, () => bench.call('reclaim_timed_out_jobs', { limit: 3 })),
        ...orders.map((job_types) => bench.call('claim_jobs', { worker: 'w', job_types, limit: 5 })),
      ])
    }
    await bench.advance(400)
    await bench.call('tick')
    const [left] = await bench.sql(
      'select sum(in_flight)::int as places from headgate_private.api_rate_limits',
    )
    expect(left).toEqual({ places: 0 })
  })
})
