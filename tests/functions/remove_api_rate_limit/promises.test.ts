import { beforeAll, describe, expect, it } from 'vitest'
import { type Bench, openBench } from '../bench.ts'

let bench: Bench

beforeAll(async () => {
  bench = await openBench()
})

describe('remove_api_rate_limit', () => {
  it('forgets an endpoint that nothing refers to', async () => {
    const endpoint = await bench.endpoint({ request_limit: 5 })
    expect(await bench.one('remove_api_rate_limit', { provider: 'p', endpoint })).toEqual({
      provider: 'p',
      endpoint,
      scope: '',
    })
    expect(await bench.refused('acquire_api_capacity', { provider: 'p', endpoint })).toMatchObject({
      code: 'JQ201',
    })
  })

  it('refuses while a reservation is open, and settles a late one afterwards', async () => {
    const endpoint = await bench.endpoint({ request_limit: 5 })
    const call = { provider: 'p', endpoint, ttl_seconds: 1 }
    const { reservation_id } = await bench.one('acquire_api_capacity', call)
    expect(await bench.refused('remove_api_rate_limit', { provider: 'p', endpoint })).toMatchObject({
      code: 'JQ208',
      detail: { reservations: 1 },
    })
    await bench.advance(1)
    await bench.call('tick')
    await bench.one('remove_api_rate_limit', { provider: 'p', endpoint })
    expect(await bench.one('release_api_capacity', { reservation_id })).toMatchObject({ outcome: 'expired' })
  })

  it('refuses while a job type names it', async () => {
    const endpoint = await bench.endpoint()
    await bench.type({ provider: 'p', endpoint })
    expect(await bench.refused('remove_api_rate_limit', { provider: 'p', endpoint })).toMatchObject({
      code: 'JQ208',
      detail: { job_types: 1 },
    })
  })

  it('refuses while it contains a scope', async () => {
    const endpoint = await bench.endpoint()
    const scope = { provider: 'p', endpoint, scope: 'key' }
    await bench.one('set_api_rate_limit', { ...scope, parents: [{}] })
    expect(await bench.refused('remove_api_rate_limit', { provider: 'p', endpoint })).toMatchObject({
      code: 'JQ208',
      detail: { scopes: 1 },
    })
    await bench.one('remove_api_rate_limit', scope)
    await bench.one('remove_api_rate_limit', { provider: 'p', endpoint })
  })

  it('refuses an endpoint that is not there', async () => {
    const nowhere = { provider: 'p', endpoint: 'nowhere' }
    expect(await bench.refused('remove_api_rate_limit', nowhere)).toMatchObject({ code: 'JQ201' })
  })
})
