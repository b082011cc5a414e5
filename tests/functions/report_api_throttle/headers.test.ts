import { beforeAll, describe, expect, it } from 'vitest'
import { type Args, type Bench, openBench } from '../bench.ts'
import { json } from '../signatures.ts'

let bench: Bench

beforeAll(async () => {
  bench = await openBench()
})

/** For how many seconds one refusal blocks an endpoint that nothing is known of. */
async function blockedFor(refusal: Args): Promise<unknown> {
  const endpoint = await bench.endpoint({ request_limit: 100, token_limit: 10_000 })
  const row = await bench.one('report_api_throttle', { provider: 'p', endpoint, status: 429, ...refusal })
  return row.delay_seconds
}

const byDefault = 5
const longest = 3600

describe('the wait that a refusal asks for', () => {
  it.each<[string, Args, number]>([
    ['seconds', { headers: { 'retry-after': '17' } }, 17],
    ['fractions of seconds, rounded up', { headers: { 'Retry-After': '1.2' } }, 2],
    ['a number instead of a text', { headers: { 'retry-after': 17 } }, 17],
    ['the first of several headers', { headers: { 'retry-after': ['17', '99'] } }, 17],
    ['an HTTP date', { headers: { 'retry-after': 'Tue, 01 Jan 2030 00:00:42 GMT' } }, 42],
    ['an RFC 3339 time', { headers: { 'retry-after': '2030-01-01T01:00:42.5+01:00' } }, 43],
    ['milliseconds, which go first', { headers: { 'retry-after-ms': '1500', 'retry-after': '2' } }, 2],
    [
      'what the caller knows, which goes before all',
      { retry_after: '9', headers: { 'retry-after': '2' } },
      9,
    ],
    ['seconds of the epoch', { headers: { 'retry-after': '1893456030' } }, 30],
    ['milliseconds of the epoch', { headers: { 'retry-after': '1893456030000' } }, 30],
    [
      'the reset of OpenAI’s dimension of which nothing is left',
      {
        headers: {
          'x-ratelimit-remaining-requests': '3',
          'x-ratelimit-reset-requests': '20s',
          'x-ratelimit-remaining-tokens': '0',
          'x-ratelimit-reset-tokens': '6m0s',
        },
      },
      360,
    ],
    [
      'the reset of Anthropic’s',
      {
        headers: {
          'anthropic-ratelimit-requests-remaining': '0',
          'anthropic-ratelimit-requests-reset': '2030-01-01T00:00:31Z',
        },
      },
      31,
    ],
    ['a field of the IETF draft', { headers: { ratelimit: '"burst";r=0;t=8, "daily";r=100;t=4000' } }, 8],
    ['a field of an older draft', { headers: { ratelimit: 'limit=10, remaining=0, reset=8' } }, 8],
    ['headers of a still older one', { headers: { 'RateLimit-Remaining': '0', 'RateLimit-Reset': '8' } }, 8],
    [
      'a field whose policy counts something else',
      {
        headers: {
          ratelimit: '"bytes";r=0;t=800, "calls";r=0;t=8',
          'ratelimit-policy': '"bytes";q=65535;qu="content-bytes";w=60, "calls";q=100;w=60',
        },
      },
      8,
    ],
  ])('is read from %s', async (_, refusal, seconds) => {
    expect(await blockedFor(refusal)).toBe(seconds)
  })

  it.each([
    ['6m0s', 360],
    ['1s', 1],
    ['120ms', 1],
    ['2m59.56s', 180],
    ['10m0.5s', 601],
    ['1m500ms', 61],
    ['1d', longest],
  ])('is read from the duration %s', async (retry_after, seconds) => {
    expect(await blockedFor({ retry_after })).toBe(seconds)
  })

  it.each([
    ['a year', '31536000'],
    ['a date next year', 'Wed, 01 Jan 2031 00:00:00 GMT'],
    ['more than any number', '9'.repeat(100)],
    ['a time in the last year there is', '9999-12-31T23:59:59Z'],
  ])('is never longer than the setting, though %s be asked for', async (_, asked) => {
    expect(await blockedFor({ headers: { 'retry-after': asked } })).toBe(longest)
  })

  it.each([
    ['an hour ago', 'Mon, 31 Dec 2029 23:00:00 GMT'],
    ['nought', '0'],
    ['a negative number', '-5'],
    ['31 February', 'Sun, 31 Feb 2030 00:00:00 GMT'],
    ['a word', 'soon'],
    ['NaN', 'NaN'],
    ['infinity', 'infinity'],
    ['an interval of Postgres', '1 century'],
    ['an exponent', '1e9'],
    ['digits without end', '1'.repeat(100_000)],
    ['an empty text', ''],
    ['an object', { seconds: 3 }],
    ['null', null],
  ])('is the default where the provider says %s', async (_, asked) => {
    expect(await blockedFor({ headers: { 'retry-after': asked } })).toBe(byDefault)
    if (typeof asked === 'string') expect(await blockedFor({ retry_after: asked })).toBe(byDefault)
  })

  it.each(['null', '[]', '"429"', '{}', '{"x": {"y": []}}', '[["retry-after", "9"]]'])(
    'is the default where the headers are %s',
    async (headers) => {
      expect(await blockedFor({ headers: json(headers) })).toBe(byDefault)
    },
  )

  it('is read alike whatever the session writes dates like', async () => {
    const client = await bench.as('service_role').connect()
    try {
      for (const style of ['SQL, DMY', 'German', 'Postgres, MDY']) {
        await client.query(`set datestyle = '${style}'; set timezone = 'Asia/Tokyo'`)
        for (const text of ['Tue, 01 Jan 2030 00:00:42 GMT', '2030-01-01T00:00:42Z']) {
          const { rows } = await client.query('select * from headgate.report_api_throttle($1, $2, 429, $3)', [
            'p',
            await bench.endpoint(),
            text,
          ])
          expect(rows[0]?.delay_seconds).toBe(42)
        }
      }
    } finally {
      client.release(true)
    }
  })
})

describe('what headers say is left', () => {
  const free = async (endpoint: string) => {
    const row = await bench.one('peek_api_capacity', { provider: 'p', endpoint })
    return [row.requests_available, row.tokens_available]
  }
  const sync = (endpoint: string, headers: Args) =>
    bench.one('report_api_throttle', { provider: 'p', endpoint, status: 200, headers })

  it('lowers a level, until the provider’s own count falls', async () => {
    const endpoint = await bench.endpoint({ request_limit: 100, token_limit: 10_000 })
    const headers = {
      'x-ratelimit-remaining-requests': '40',
      'x-ratelimit-reset-requests': '20s',
      'x-ratelimit-remaining-tokens': '9000',
      'x-ratelimit-reset-tokens': '50s',
    }
    expect(await sync(endpoint, headers)).toMatchObject({ kind: 'none', blocked_until: null, factor: 1 })
    expect(await free(endpoint)).toEqual(['40', '9000'])
    await bench.advance(19.9)
    expect(await free(endpoint)).toEqual(['40', '9000'])
    await bench.advance(1.2)
    expect(await free(endpoint)).toEqual(['100', '9000'])
    await bench.advance(30.5)
    expect(await free(endpoint)).toEqual(['100', '10000'])
  })

  it('never raises a level', async () => {
    const endpoint = await bench.endpoint({ request_limit: 100 })
    await bench.one('acquire_api_capacity', { provider: 'p', endpoint, requests: 70 })
    await sync(endpoint, { 'x-ratelimit-remaining-requests': '99' })
    expect(await free(endpoint)).toEqual(['30', null])
  })

  it('lowers it for a whole window where nobody says until when, and for no longer', async () => {
    const endpoint = await bench.endpoint({ request_limit: 100 })
    await sync(endpoint, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '2031-01-01T00:00:00Z' })
    await bench.advance(60)
    expect(await free(endpoint)).toEqual(['0', null])
    await bench.advance(3)
    expect(await free(endpoint)).toEqual(['100', null])
  })

  it('counts Anthropic’s total only where its parts are not told', async () => {
    const endpoint = await bench.endpoint({ token_limit: 1000 })
    const total = { 'anthropic-ratelimit-tokens-remaining': '100' }
    await sync(endpoint, { ...total, 'anthropic-ratelimit-input-tokens-remaining': '900' })
    expect((await free(endpoint))[1]).not.toBe('100')
    await sync(endpoint, total)
    expect(await free(endpoint)).toEqual([null, '100'])
  })

  it('lowers input and output tokens and buckets alike, and leaves a day’s budget alone', async () => {
    const limits = { input_token_limit: 1000, output_token_limit: 500, day_token_limit: 5000 }
    for (const mode of ['strict', 'mirror']) {
      const endpoint = await bench.endpoint({ ...limits, mode, request_limit: 50 })
      await sync(endpoint, {
        'anthropic-ratelimit-requests-remaining': '9',
        'anthropic-ratelimit-input-tokens-remaining': '300',
        'anthropic-ratelimit-output-tokens-remaining': '40',
      })
      expect(await bench.one('peek_api_capacity', { provider: 'p', endpoint }), mode).toMatchObject({
        ...{ requests_available: '9', input_tokens_available: '300', output_tokens_available: '40' },
        day_tokens_available: '5000',
      })
    }
  })

  it.each(['-1', 'NaN', '1e5', 'many', '9'.repeat(40), ''])('is ignored where it is %j', async (left) => {
    const endpoint = await bench.endpoint({ request_limit: 100 })
    await sync(endpoint, { 'x-ratelimit-remaining-requests': left, 'x-ratelimit-reset-requests': '9s' })
    expect(await free(endpoint)).toEqual(['100', null])
  })

  it('writes nothing where it is as much as we know', async () => {
    const endpoint = await bench.endpoint({ request_limit: 100 })
    const version = () =>
      bench.sql('select xmin, ctid from headgate_private.api_rate_limits where endpoint = $1', [endpoint])
    const before = await version()
    await sync(endpoint, { 'x-ratelimit-remaining-requests': '100' })
    expect(await version()).toEqual(before)
  })
})
