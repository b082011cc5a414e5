import { beforeAll, describe, expect, it } from 'vitest'
import { type Bench, openBench } from '../bench.ts'

let bench: Bench

beforeAll(async () => {
  bench = await openBench()
})

const lift = (endpoint: string) =>
  bench.one('lift_api_throttle', { provider: 'p', endpoint }, 'headgate_operator')

describe('lift_api_throttle', () => {
  it('ends the block and the lowering of limits at once, and puts it on the record', async () => {
    const endpoint = await bench.endpoint({ request_limit: 10 })
    await bench.one('report_api_throttle', { provider: 'p', endpoint, status: 429 })
    await bench.one('report_api_throttle', { provider: 'p', endpoint, status: 402 })
    expect(await lift(endpoint)).toEqual({ changed: true })
    const peek = await bench.one('peek_api_capacity', { provider: 'p', endpoint })
    expect(peek).toMatchObject({ requests_available: '10', blocked_by: null })
    const record = await bench.sql(
      `select details from headgate.audit_log where action = 'api_throttle_lifted' and details ->> 'endpoint' = $1`,
      [endpoint],
    )
    expect(record).toMatchObject([{ details: { factor: 0.8 } }])
  })

  it('changes nothing where nothing is throttled', async () => {
    const endpoint = await bench.endpoint()
    expect(await lift(endpoint)).toEqual({ changed: false })
    await bench.one('report_api_throttle', { provider: 'p', endpoint, status: 429 })
    await bench.advance(3600)
    expect(await lift(endpoint)).toEqual({ changed: false })
  })

  it.each([
    ['an unknown endpoint', { endpoint: 'nowhere' }, 'JQ201'],
    ['no provider', { provider: null }, 'JQ001'],
    ['no endpoint', { endpoint: null }, 'JQ001'],
    ['no scope', { scope: null }, 'JQ001'],
  ])('refuses %s', async (_, args, code) => {
    const valid = { provider: 'test', endpoint: 'limited' }
    expect(await bench.refused('lift_api_throttle', { ...valid, ...args })).toMatchObject({ code })
  })
})
