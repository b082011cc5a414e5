import { beforeAll, describe, expect, it } from 'vitest'
import { type Bench, openBench } from '../bench.ts'

let bench: Bench

beforeAll(async () => {
  bench = await openBench()
})

const peek = (endpoint: string) =>
  bench.one('peek_api_capacity', { provider: 'p', endpoint }, 'headgate_observer')

describe('peek_api_capacity', () => {
  it('says what is free and what waits, and takes nothing', async () => {
    const limits = { request_limit: 10, token_limit: 100, concurrency_limit: 2, queue_depth_limit: 7 }
    const endpoint = await bench.endpoint(limits)
    await bench.one('acquire_api_capacity', { provider: 'p', endpoint, tokens: 30 })
    const job_type = await bench.type({ provider: 'p', endpoint })
    await bench.call('enqueue_jobs', { jobs: [{ job_type }, { job_type }] })
    const expected = {
      ...{ provider: 'p', endpoint, scope: '', status: 'active', window_seconds: 60, ...limits },
      ...{ requests_available: '9', tokens_available: '70', in_flight: 1, queue_depth: '2' },
      ...{ blocked_by: null, retry_at: null },
    }
    expect(await peek(endpoint)).toMatchObject(expected)
    expect(await peek(endpoint)).toMatchObject(expected)
  })

  it('says what blocks the endpoint and until when', async () => {
    const endpoint = await bench.endpoint({ request_limit: 1 })
    await bench.one('acquire_api_capacity', { provider: 'p', endpoint })
    const row = await peek(endpoint)
    expect(row).toMatchObject({ requests_available: '0', tokens_available: null, blocked_by: 'requests' })
    await bench.advance((Number(row.retry_at) - (await bench.now()).getTime()) / 1000 + 0.001)
    expect(await peek(endpoint)).toMatchObject({ requests_available: '1', blocked_by: null })
  })

  it('shows debt as nothing free', async () => {
    const endpoint = await bench.endpoint({ token_limit: 100 })
    const { reservation_id } = await bench.one('acquire_api_capacity', { provider: 'p', endpoint, tokens: 1 })
    await bench.one('release_api_capacity', { reservation_id, actual_tokens: 500 })
    expect(await peek(endpoint)).toMatchObject({ tokens_available: '0', blocked_by: 'tokens' })
  })

  it.each(['paused', 'inactive'])('says of an endpoint that it is %s', async (status) => {
    expect(await peek(await bench.endpoint({ status }))).toMatchObject({
      status,
      blocked_by: status,
      retry_at: null,
    })
  })

  it('shows null for what is not limited', async () => {
    expect(await peek(await bench.endpoint())).toMatchObject({
      ...{ request_limit: null, requests_available: null, token_limit: null, tokens_available: null },
      ...{ concurrency_limit: null, queue_depth_limit: null, in_flight: 0, blocked_by: null },
    })
  })

  it.each([
    [
      'an unknown endpoint',
      { endpoint: 'nowhere' },
      { code: 'JQ201', detail: { provider: 'test', endpoint: 'nowhere' } },
    ],
    ['no provider', { provider: null }, { code: 'JQ001', detail: { argument: 'p_provider' } }],
    ['no endpoint', { endpoint: null }, { code: 'JQ001', detail: { argument: 'p_endpoint' } }],
    ['no scope', { scope: null }, { code: 'JQ001', detail: { argument: 'p_scope' } }],
  ])('refuses %s', async (_, args, expected) => {
    const valid = { provider: 'test', endpoint: 'limited' }
    expect(await bench.refused('peek_api_capacity', { ...valid, ...args })).toMatchObject(expected)
  })
})
