import { beforeAll, describe, expect, it } from 'vitest'
import { type Args, type Bench, openBench } from '../bench.ts'

let bench: Bench

beforeAll(async () => {
  bench = await openBench()
})

const set = (endpoint: string, scope: string, settings: Args = {}) =>
  bench.one('set_api_rate_limit', { provider: 'p', endpoint, scope, ...settings })
const acquire = (endpoint: string, scope: string, args: Args = {}) =>
  bench.one('acquire_api_capacity', { provider: 'p', endpoint, scope, ...args })
const peek = (endpoint: string, scope: string) =>
  bench.one('peek_api_capacity', { provider: 'p', endpoint, scope })

let names = 0

/** key:a and key:b in project:x in org, and the model beside them. */
async function family(limits: Record<string, Args> = {}): Promise<string> {
  const model = `m${++names}`
  await set(model, 'org', limits.org)
  await set(model, '', limits.model)
  await set(model, 'project', { parents: [{ scope: 'org' }], ...limits.project })
  await set(model, 'a', { parents: [{ scope: 'project' }, {}], ...limits.a })
  await set(model, 'b', { parents: [{ scope: 'project' }, {}], ...limits.b })
  return model
}

describe('scopes', () => {
  it('are taken together, and given back together', async () => {
    const model = await family()
    const { reservation_id } = await acquire(model, 'a', { tokens: 50 })
    const taken = () =>
      bench.sql(
        'select scope, in_flight, tokens_taken::int, requests_taken::int from headgate_private.api_rate_limits where endpoint = $1 order by scope',
        [model],
      )
    const one = { in_flight: 1, tokens_taken: 50, requests_taken: 1 }
    const none = { in_flight: 0, tokens_taken: 0, requests_taken: 0 }
    expect(await taken()).toEqual([
      { scope: '', ...one },
      { scope: 'a', ...one },
      { scope: 'b', ...none },
      { scope: 'org', ...one },
      { scope: 'project', ...one },
    ])
    await bench.one('release_api_capacity', { reservation_id, actual_tokens: 20 })
    expect(await taken()).toMatchObject([
      { scope: '', in_flight: 0, tokens_taken: 20 },
      { scope: 'a', in_flight: 0, tokens_taken: 20 },
      { scope: 'b', tokens_taken: 0 },
      { scope: 'org', in_flight: 0, tokens_taken: 20 },
      { scope: 'project', in_flight: 0, tokens_taken: 20 },
    ])
  })

  it.each([
    ['org', { org: { request_limit: 1 } }, 'requests'],
    ['project', { project: { token_limit: 10 } }, 'tokens'],
    ['', { model: { concurrency_limit: 1 } }, 'concurrency'],
    ['org', { org: { status: 'paused' } }, 'paused'],
  ])('refuse together: the denial names %s', async (scope, limits, dimension) => {
    const model = await family(limits)
    await acquire(model, 'a', { tokens: 10 })
    expect(await acquire(model, 'b', { tokens: 10 })).toMatchObject({
      granted: false,
      blocked_by: dimension,
      blocked_endpoint: model,
      blocked_scope: scope,
    })
    expect(await peek(model, 'b')).toMatchObject({ in_flight: 0 })
  })

  it('free the place of an expired call everywhere', async () => {
    const model = await family({ org: { concurrency_limit: 1 } })
    await acquire(model, 'a', { ttl_seconds: 5 })
    expect(await acquire(model, 'b')).toMatchObject({ blocked_by: 'concurrency' })
    await bench.advance(5)
    expect(await acquire(model, 'b')).toMatchObject({ granted: true })
    expect(await peek(model, 'a')).toMatchObject({ in_flight: 0 })
    expect(await peek(model, 'org')).toMatchObject({ in_flight: 1 })
  })

  it('settle where they were taken, whatever has become of the parents', async () => {
    const model = await family()
    const { reservation_id } = await acquire(model, 'a', { tokens: 50 })
    await set(model, 'project', { parents: [] })
    await bench.one('release_api_capacity', { reservation_id, actual_tokens: 20 })
    expect(await peek(model, 'org')).toMatchObject({ in_flight: 0 })
    await acquire(model, 'a', { tokens: 1 })
    expect(await peek(model, 'org')).toMatchObject({ in_flight: 0 })
  })

  it('cannot contain themselves', async () => {
    const model = await family()
    for (const [scope, parent] of [
      ['org', 'a'],
      ['org', 'org'],
      ['project', 'b'],
    ]) {
      const call = { provider: 'p', endpoint: model, scope, parents: [{ scope: parent }] }
      expect(await bench.refused('set_api_rate_limit', call)).toMatchObject({
        code: 'JQ207',
        detail: { scope, parent: { scope: parent } },
      })
    }
  })

  it.each([
    ['no array', {}],
    ['an element that is no object', [1]],
    ['an unknown key', [{ scop: 'x' }]],
    ['a scope that is no text', [{ scope: 1 }]],
    ['too many', Array.from({ length: 11 }, () => ({ scope: 'org' }))],
  ])('refuse parents that are %s', async (_, parents) => {
    const model = await family()
    const call = { provider: 'p', endpoint: model, scope: 'b', parents }
    expect(await bench.refused('set_api_rate_limit', call)).toMatchObject({
      code: 'JQ001',
      detail: { argument: 'p_parents' },
    })
  })

  it('do not deadlock with callers of any of them, nor exceed a limit', async () => {
    const model = await family({ org: { concurrency_limit: 9 }, project: { concurrency_limit: 5 } })
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, n) => acquire(model, ['a', 'b', 'org', 'project'][n % 4] ?? 'a')),
    )
    const granted = answers.filter((answer) => answer.granted)
    expect(granted).toHaveLength(9)
    expect(await peek(model, 'project')).toMatchObject({ in_flight: expect.toSatisfy((n: number) => n <= 5) })
  })
})
