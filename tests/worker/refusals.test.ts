import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { refusalOf } from '../../client/worker/refusal.ts'
import { type Handler, RetryLater } from '../../client/worker.ts'
import {
  becomes,
  createGate,
  enqueue,
  enqueueMany,
  jobOf,
  openSite,
  type Running,
  type Site,
  start,
  trailOf,
} from './support.ts'

/** As the SDKs throw it. */
function apiError(status: number, headers: unknown, more: object = {}): Error {
  return Object.assign(new Error(`${status} refused`), { status, headers, ...more })
}

describe('a refusal', () => {
  const told = { 'retry-after': '3' }

  test.each([
    ['the SDKs of OpenAI and Anthropic', apiError(429, new Headers({ 'Retry-After': '3' }))],
    ['their older versions', apiError(429, { 'retry-after': '3' })],
    ['an overloaded server', apiError(529, told)],
    ['that of Vercel', Object.assign(new Error(), { statusCode: 429, responseHeaders: told })],
    ['axios', Object.assign(new Error(), { response: { status: 429, headers: told } })],
    [
      'that of AWS',
      Object.assign(new Error(), { $metadata: { httpStatusCode: 429 }, $response: { headers: told } }),
    ],
    ['an error that wraps another', new Error('no summary', { cause: apiError(429, told) })],
    ['what is no error', { status: 429, headers: new Map([['RETRY-AFTER', 3]]) }],
  ])('is seen in what %s throws', (_, error) => {
    expect(refusalOf(error)).toMatchObject({ headers: told })
  })

  test.each([
    ['another status', apiError(500, told)],
    ['a status that is a text', { status: '429' }],
    ['no status', new Error('429')],
    ['a text', '429'],
    ['nothing', undefined],
  ])('is not seen in %s', (_, error) => {
    expect(refusalOf(error)).toBeUndefined()
  })

  test('that is its own cause has an end', () => {
    const error = new Error('round')
    error.cause = error
    expect(refusalOf(error)).toBeUndefined()
  })

  test.each([null, 'headers', 7, [['retry-after', '3'], 'x', [1, 2]], { 'retry-after': undefined }])(
    'with headers such as %j is seen all the same',
    (headers) => {
      expect(refusalOf(apiError(429, headers))).toMatchObject({ status: 429 })
    },
  )

  test('says what the provider called it, and hands over no header but those about limits', () => {
    const error = apiError(
      429,
      { authorization: 'secret', 'x-ratelimit-reset-tokens': '6m0s\0', 'set-cookie': 'c' },
      { type: 'insufficient_quota', code: 'insufficient_quota', name: 'RateLimitError' },
    )
    expect(refusalOf(error)).toEqual({
      status: 429,
      headers: { 'x-ratelimit-reset-tokens': '6m0s\uFFFD' },
      text: 'RateLimitError insufficient_quota insufficient_quota 429 refused',
    })
  })
})

describe('a worker whose handler was refused', () => {
  let site: Site
  let running: Running | undefined
  let types = 0

  beforeAll(async () => {
    site = await openSite()
  })

  afterEach(async () => {
    await running?.worker.stop()
    running = undefined
  })

  /** A job type with an endpoint of its own. */
  async function typeWithEndpoint(): Promise<string> {
    types += 1
    const api = { provider: 'acme', endpoint: `e${types}` }
    await site.operator.setApiRateLimit({ ...api, requestLimit: 100 })
    const jobType = `type${types}`
    await site.operator.setJobType({ jobType, ...api, maxAttempts: 2 })
    return jobType
  }

  function work(handler: Handler, jobType: string): Running {
    running = start({ database: site.pool(), handlers: { [jobType]: handler } })
    return running
  }

  const peek = () => site.operator.peekApiCapacity({ provider: 'acme', endpoint: `e${types}` })

  test('puts the job back until the provider takes calls again, costing it no attempt, and starts no other', async () => {
    const jobType = await typeWithEndpoint()
    const first = await enqueue(site, jobType)
    const { heard, all } = work(async () => {
      throw apiError(429, { 'retry-after': '60' })
    }, jobType)
    const { reason, scheduledAt } = await heard('rescheduled', first)
    expect(reason).toBe('acme answered 429 (rate)')
    expect(await jobOf(site, first)).toMatchObject({ state: 'queued', attempt: 0, scheduledAt })
    const { blockedBy, retryAt } = await peek()
    expect(blockedBy).toBe('blocked')
    expect(Math.abs(scheduledAt.getTime() - Number(retryAt))).toBeLessThan(1500)
    const second = await enqueue(site, jobType)
    // A claim that could have taken it has come and gone.
    await enqueue(site, 'plain')
    const other = start({
      database: site.pool(),
      handlers: { [jobType]: async () => {}, plain: async () => {} },
    })
    await other.heard('completed')
    await other.worker.stop()
    expect(all('started')).toHaveLength(1)
    expect(await trailOf(site, second)).toEqual(['enqueued'])
  })

  test('comes back to the job by itself', async () => {
    const jobType = await typeWithEndpoint()
    const jobId = await enqueue(site, jobType)
    let calls = 0
    const { heard } = work(async () => {
      calls += 1
      if (calls < 4) throw apiError(529, { 'retry-after-ms': '5' })
      return calls
    }, jobType)
    await heard('completed', jobId)
    expect(await jobOf(site, jobId)).toMatchObject({ state: 'completed', attempt: 1, result: 4 })
  })

  test('gives the job up where a spend cap is reached, and leaves the others waiting', async () => {
    const jobType = await typeWithEndpoint()
    const jobId = await enqueue(site, jobType)
    const { heard } = work(async () => {
      throw apiError(429, {}, { code: 'insufficient_quota' })
    }, jobType)
    expect(await heard('failed', jobId)).toMatchObject({ outcome: 'dead_lettered' })
    expect(await jobOf(site, jobId)).toMatchObject({ state: 'dead_lettered', attempt: 1 })
    expect(await peek()).toMatchObject({ blockedBy: 'blocked' })
  })

  test('counts a failed attempt where the job has no endpoint', async () => {
    const jobId = await enqueue(site, 'plain')
    const { heard } = work(async () => Promise.reject(apiError(429, {})), 'plain')
    expect(await heard('failed', jobId)).toMatchObject({ outcome: 'queued' })
    expect(await jobOf(site, jobId)).toMatchObject({ attempt: 1 })
  })

  test('leaves the decision to a handler that made one', async () => {
    const jobType = await typeWithEndpoint()
    const jobId = await enqueue(site, jobType)
    const { heard } = work(
      async () => Promise.reject(new RetryLater('later', { delayMs: 5000, cause: apiError(429, {}) })),
      jobType,
    )
    expect(await heard('rescheduled', jobId)).toMatchObject({ reason: 'later' })
    expect(await peek()).toMatchObject({ blockedBy: null })
  })

  test('lowers the limits once for all that were refused together', async () => {
    const jobType = await typeWithEndpoint()
    await enqueueMany(site, 10, jobType)
    const known = createGate()
    let calls = 0
    const { heard, all } = work(async () => {
      calls += 1
      if (calls > 1) await known.opened
      throw apiError(429, { 'retry-after': '60' })
    }, jobType)
    await heard('rescheduled')
    known.open()
    await becomes(() => all('rescheduled').length, 10)
    const { rows } = await site.db.pool.query(
      'select factor from headgate.api_rate_limits where endpoint = $1',
      [`e${types}`],
    )
    expect(rows).toEqual([{ factor: 0.8 }])
  })
})
