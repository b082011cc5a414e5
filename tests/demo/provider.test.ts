import { afterEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { type Provider, type ProviderOptions, startProvider } from '../../demo/provider/server.ts'
import { providerStats, providerTimeline } from '../../demo/provider/stats.ts'
import { countTokens, firstTokens } from '../../demo/provider/tokens.ts'
import { violations } from './audit-log.ts'

const TEXT = 'A pump lifts water. Water runs down to the mill. The mill turns, and the miller sleeps.'

const providers: Provider[] = []
afterEach(async () => {
  await Promise.all(providers.splice(0).map((provider) => provider.close()))
})

async function start(limits: Partial<ProviderOptions['limits']> = {}, latencyMs: [number, number] = [5, 20]) {
  const all = { requestsPerMinute: 6000, tokensPerMinute: 1e9, shortWindowSeconds: 1, concurrency: 50 }
  const provider = await startProvider({ limits: { ...all, ...limits }, latencyMs })
  providers.push(provider)
  return provider
}

function ask(provider: Provider, body: unknown = { text: TEXT, max_tokens: 20 }): Promise<Response> {
  return fetch(`${provider.url}/v1/summaries`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
}

async function get<T>(provider: Provider, path: string, shape: z.ZodType<T>): Promise<T> {
  const response = await fetch(`${provider.url}${path}`)
  return shape.parse(await response.json())
}

const summary = z.strictObject({
  summary: z.string(),
  usage: z.strictObject({ input_tokens: z.int(), output_tokens: z.int(), total_tokens: z.int() }),
})

describe('the provider over HTTP', () => {
  test('summarises in the words of the text, within max_tokens, and says what it used', async () => {
    const response = await ask(await start())
    const answer = summary.parse(await response.json())
    expect(response.status).toBe(200)
    expect(TEXT).toContain(answer.summary.split('. ')[0])
    expect(answer.usage.output_tokens).toBe(countTokens(answer.summary))
    expect(answer.usage.output_tokens).toBeLessThanOrEqual(20)
    expect(answer.usage.total_tokens).toBe(countTokens(TEXT) + answer.usage.output_tokens)
  })

  test('under a hammering client, accepts exactly its limit and answers 429 beyond it', async () => {
    const limits = { requestsPerMinute: 2400, tokensPerMinute: 60_000, shortWindowSeconds: 1 }
    const provider = await start(limits, [1, 3])
    const deadline = performance.now() + 2500
    const statuses: number[] = []
    const hammer = async () => {
      while (performance.now() < deadline) {
        const response = await ask(provider)
        await response.arrayBuffer()
        statuses.push(response.status)
      }
    }
    await Promise.all(Array.from({ length: 8 }, hammer))

    const stats = await get(provider, '/v1/stats', providerStats)
    const timeline = await get(provider, '/v1/timeline', providerTimeline)
    expect(new Set(statuses)).toEqual(new Set([200, 429]))
    expect(stats.accepted).toBe(statuses.filter((status) => status === 200).length)
    expect(stats.rejected_429).toBe(statuses.filter((status) => status === 429).length)
    const facts = timeline.map(({ at, tokens }, call) => ({ at, call, charged: tokens }))
    expect(violations(facts, { windowMs: 1000, requests: 40, tokens: 1000 })).toEqual([])
    // Two whole windows and a half: the limit is not merely kept, it is given in full.
    expect(stats.accepted).toBeGreaterThanOrEqual(2 * Math.floor(1000 / (countTokens(TEXT) + 20)))
  })

  test('a 429 names the limit and says when to come back, in the header and in the body', async () => {
    const provider = await start({ requestsPerMinute: 60, shortWindowSeconds: 1 })
    await ask(provider)
    const refused = await ask(provider)
    expect(refused.status).toBe(429)
    expect(refused.headers.get('retry-after')).toBe('1')
    const body = z.object({
      error: z.object({ type: z.string(), limit: z.string(), retry_after_ms: z.number() }),
    })
    expect(body.parse(await refused.json()).error).toMatchObject({
      type: 'rate_limited',
      limit: 'requests_per_window',
    })
    const stats = await get(provider, '/v1/stats', providerStats)
    expect(stats).toMatchObject({
      accepted: 1,
      rejected_429: 1,
      rejected_by_limit: { requests_per_window: 1 },
    })
  })

  test('a caller who hangs up has still used its request, and its place until the work ends', async () => {
    const provider = await start({ concurrency: 1 }, [300, 300])
    const hangingUp = new AbortController()
    const call = fetch(`${provider.url}/v1/summaries`, {
      method: 'POST',
      body: JSON.stringify({ text: TEXT, max_tokens: 20 }),
      signal: hangingUp.signal,
    })
    await expect.poll(() => provider.gate.calls.length).toBe(1)
    hangingUp.abort()
    await expect(call).rejects.toThrow()
    expect((await ask(provider)).status).toBe(429)
    await expect.poll(() => provider.gate.load().concurrency).toBe(0)
    expect((await ask(provider)).status).toBe(200)
  })

  test.each([
    ['not JSON', '{', 400],
    ['no text', { max_tokens: 5 }, 400],
    ['an empty text', { text: '', max_tokens: 5 }, 400],
    ['max_tokens of zero', { text: TEXT, max_tokens: 0 }, 400],
    ['a body of 3 MB', { text: 'x'.repeat(3 * 1024 * 1024), max_tokens: 5 }, 413],
  ])('refuses %s and charges nothing for it', async (_, body, status) => {
    const provider = await start()
    expect((await ask(provider, body)).status).toBe(status)
    expect(provider.gate.calls).toHaveLength(0)
  })

  test('counts the tokens of a text free of charge', async () => {
    const provider = await start({ requestsPerMinute: 60, shortWindowSeconds: 1 })
    const count = () =>
      fetch(`${provider.url}/v1/tokens`, { method: 'POST', body: JSON.stringify({ text: TEXT }) })
    await count()
    expect(await (await count()).json()).toEqual({ input_tokens: countTokens(TEXT) })
    expect(provider.gate.calls).toHaveLength(0)
    expect((await fetch(`${provider.url}/v1/tokens`, { method: 'POST', body: '{' })).status).toBe(400)
  })

  test('lists accepted calls by the ids that callers gave them', async () => {
    const provider = await start()
    await fetch(`${provider.url}/v1/summaries`, {
      method: 'POST',
      headers: { 'x-request-id': '7.1' },
      body: JSON.stringify({ text: TEXT, max_tokens: 20 }),
    })
    await ask(provider)
    const timeline = await get(provider, '/v1/timeline', providerTimeline)
    expect(timeline.map((call) => call.request_id)).toEqual(['7.1', null])
  })

  test('answers 404 for a route it does not have', async () => {
    const provider = await start()
    expect((await fetch(`${provider.url}/v2`)).status).toBe(404)
  })
})

describe('the provider’s tokens', () => {
  test.each([
    ['', 0],
    ['one', 1],
    ['Don’t stop, ever!', 5],
    ['well-known -- yes', 3],
  ])('of %j are %i', (text, tokens) => {
    expect(countTokens(text)).toBe(tokens)
  })

  test('the first few are the beginning of the text as it stands', () => {
    expect(firstTokens('One, two three', 3)).toBe('One, two')
    expect(firstTokens('One', 3)).toBe('One')
  })
})
