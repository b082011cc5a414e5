import { beforeAll, describe, expect, it } from 'vitest'
import { type Bench, openBench } from '../bench.ts'

let bench: Bench

beforeAll(async () => {
  bench = await openBench()
})

const limits = {
  request_limit: 10,
  token_limit: 100,
  input_token_limit: 100,
  output_token_limit: 100,
  day_request_limit: 1000,
  day_token_limit: 1000,
  day_cost_limit: 1000,
  currency: 'USD',
}
const greatest = {
  actual_requests: 1_000_000,
  actual_input_tokens: 2_147_483_647,
  actual_output_tokens: 2_147_483_647,
  actual_cost_micros: 1_000_000_000_000_000,
}

describe('the greatest cost that can be reported, again and again', () => {
  it.each([
    ['strict', 'mirror'],
    ['mirror', 'strict'],
  ])(
    'makes an endpoint of mode %s full for a day at most, whatever its limits become',
    async (mode, other) => {
      const endpoint = await bench.endpoint({ ...limits, mode })
      const call = {
        provider: 'p',
        endpoint,
        input_tokens: 1,
        output_tokens: 1,
        cost_micros: 1,
        currency: 'USD',
      }
      const calls = []
      for (let n = 0; n < 5; n++) calls.push(await bench.one('acquire_api_capacity', call))
      for (const { reservation_id } of calls)
        await bench.one('release_api_capacity', { reservation_id, ...greatest })
      expect(await bench.one('acquire_api_capacity', call)).toMatchObject({ granted: false })
      for (const change of [{ window_seconds: 6 }, { mode: other }, { window_seconds: 600 }, { mode }])
        await bench.one('set_api_rate_limit', { provider: 'p', endpoint, ...change })
      const { granted, retry_at } = await bench.one('acquire_api_capacity', call)
      expect(granted).toBe(false)
      const wait = (Number(retry_at) - Number(await bench.now())) / 1000
      expect(wait).toBeGreaterThan(0)
      expect(wait).toBeLessThanOrEqual(86_400 + 600)
      await bench.advance(86_400 + 600)
      expect(await bench.one('acquire_api_capacity', call)).toMatchObject({ granted: true })
    },
  )
})
