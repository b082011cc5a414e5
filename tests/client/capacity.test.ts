import { beforeAll, describe, expect, test } from 'vitest'
import { type CapacityRequest, CapacityUnavailable, withApiCapacity } from '../../client/capacity.ts'
import { ConnectionLost } from '../../client/errors.ts'
import { pgTransport } from '../../client/pg.ts'
import type { FunctionCall, Transport } from '../../client/transport.ts'
import type { SetApiRateLimitArgs } from '../../generated/index.ts'
import { caught } from '../support/caught.ts'
import { createGate, enqueue, openSite, type Site, start } from '../worker/support.ts'

let site: Site
let endpoints = 0

beforeAll(async () => {
  site = await openSite()
})

type Limits = Partial<SetApiRateLimitArgs>

async function endpointWith(
  limits: Limits,
): Promise<{ readonly provider: string; readonly endpoint: string }> {
  endpoints += 1
  const api = { provider: 'acme', endpoint: `c${endpoints}` }
  await site.operator.setApiRateLimit({ ...api, ...limits })
  return api
}

const peek = (api: { readonly provider: string; readonly endpoint: string }) =>
  site.operator.peekApiCapacity(api)

const refused = (headers: object = { 'retry-after': '60' }) =>
  Object.assign(new Error('too many requests'), { status: 429, headers })

/** A transport that lets a test see each call, before it is sent. */
function watching(onCall: (call: FunctionCall) => void | Promise<void>): Transport {
  const transport = pgTransport(site.pool())
  return {
    async call(call) {
      await onCall(call)
      return await transport.call(call)
    },
  }
}

describe('a call with capacity', () => {
  test('answers what it answers, and is charged what it used', async () => {
    const api = await endpointWith({ tokenLimit: 1000, concurrencyLimit: 1 })
    const answer = await withApiCapacity(site.pool(), { ...api, tokens: 500 }, async (grant) => {
      expect(await peek(api)).toMatchObject({ tokensAvailable: 500n, inFlight: 1 })
      grant.usage({ tokens: 30 })
      grant.usage({ tokens: 12n, requests: 1 })
      return grant.reservationId
    })
    expect(answer).toEqual(expect.any(BigInt))
    expect(await peek(api)).toMatchObject({ tokensAvailable: 958n, inFlight: 0 })
  })

  test('that tells nothing, or fails, is charged its estimate', async () => {
    const api = await endpointWith({ tokenLimit: 1000, requestLimit: 10 })
    await withApiCapacity(site.pool(), { ...api, tokens: 100 }, async () => {})
    const error = new Error('no such model')
    const failing = withApiCapacity(site.pool(), { ...api, tokens: 100 }, () => {
      throw error
    })
    expect(await caught(failing)).toBe(error)
    expect(await peek(api)).toMatchObject({
      tokensAvailable: 800n,
      requestsAvailable: 8n,
      inFlight: 0,
      blockedBy: null,
    })
  })

  test('that streams is charged as it goes on', async () => {
    const api = await endpointWith({ inputTokenLimit: 1000, outputTokenLimit: 1000 })
    const estimate = { inputTokens: 100, outputTokens: 100 }
    await withApiCapacity(site.pool(), { ...api, ...estimate }, async (grant) => {
      grant.usage({ inputTokens: 90, outputTokens: 200 })
      await grant.report()
      expect(await peek(api)).toMatchObject({ outputTokensAvailable: 800n })
      grant.usage({ outputTokens: 50 })
    })
    expect(await peek(api)).toMatchObject({ inputTokensAvailable: 910n, outputTokensAvailable: 750n })
  })

  test.each([-1, 0.5, Number.NaN])('cannot have used %d tokens', async (tokens) => {
    const api = await endpointWith({ tokenLimit: 100 })
    const call = withApiCapacity(site.pool(), api, async (grant) => grant.usage({ requests: 7, tokens }))
    expect(await caught(call)).toBeInstanceOf(RangeError)
    expect(await peek(api)).toMatchObject({ inFlight: 0 })
  })

  test('is not made where there is none in time, and nothing is taken', async () => {
    const api = await endpointWith({ requestLimit: 1, windowSeconds: 600 })
    await withApiCapacity(site.pool(), api, async () => {})
    for (const maxWaitMs of [0, 5000]) {
      const error = await caught(
        withApiCapacity(site.pool(), { ...api, maxWaitMs }, async () => expect.fail()),
      )
      expect(error).toBeInstanceOf(CapacityUnavailable)
      expect(error).toMatchObject({ code: 'capacity_unavailable', retryable: true, blockedBy: 'requests' })
      expect(Number((error as CapacityUnavailable).retryAt)).toBeGreaterThan(Date.now())
    }
    expect(await peek(api)).toMatchObject({ requestsAvailable: 0n, inFlight: 0 })
  })

  test('that nobody can foresee is given up when its time is over', async () => {
    const api = await endpointWith({ requestLimit: 1, status: 'paused' })
    const waiting = withApiCapacity(site.pool(), { ...api, maxWaitMs: 150 }, async () => expect.fail())
    expect(await caught(waiting)).toMatchObject({ blockedBy: 'paused', retryAt: null })
  })

  test.each([-1, Number.NaN])('cannot wait %d milliseconds', async (maxWaitMs) => {
    const api = await endpointWith({ requestLimit: 1 })
    expect(await caught(withApiCapacity(site.pool(), { ...api, maxWaitMs }, async () => {}))).toBeInstanceOf(
      RangeError,
    )
  })

  test('of an endpoint that does not exist, or too large for it, is refused by type', async () => {
    const api = await endpointWith({ tokenLimit: 10 })
    const call = (request: CapacityRequest) =>
      caught(withApiCapacity(site.pool(), request, async () => expect.fail()))
    expect(await call({ ...api, endpoint: 'none' })).toMatchObject({ code: 'unknown_endpoint' })
    expect(await call({ ...api, tokens: 11 })).toMatchObject({ code: 'cost_exceeds_limit' })
  })
})

describe('a call that waits for its turn', () => {
  test('begins when it may, and many at once stay within all limits', { timeout: 30_000 }, async () => {
    const api = await endpointWith({ requestLimit: 6, windowSeconds: 1, concurrencyLimit: 4 })
    const pools = [site.pool(3), site.pool(3), site.pool(3)]
    const begun: number[] = []
    let inFlight = 0
    let most = 0
    const calls = Array.from({ length: 24 }, (_, i) =>
      withApiCapacity(pools[i % 3] ?? site.pool(), api, async ({ startAt }) => {
        most = Math.max(most, ++inFlight)
        const { rows } = await site.db.pool.query(
          `select extract(epoch from clock_timestamp())::float8 as at, clock_timestamp() >= $1 as in_time`,
          [startAt.toISOString()],
        )
        expect(rows[0].in_time).toBe(true)
        begun.push(rows[0].at)
        inFlight -= 1
      }),
    )
    await Promise.all(calls)
    expect(begun).toHaveLength(24)
    expect(most).toBeLessThanOrEqual(4)
    // A grant is one thing, the beginning of its call another; so the database is asked what it granted.
    const { rows } = await site.db.pool.query(
      `with granted as (
         select r.granted_at as at from headgate_private.reservation_settled r
         join headgate_private.api_rate_limits l using (endpoint_id) where l.endpoint = $1
       )
       select max(n) as most, count(*) as all from (
         select count(*) over (order by at range between interval '999999 microseconds' preceding and current row) as n from granted
       ) as windows`,
      [api.endpoint],
    )
    expect(rows).toEqual([{ most: '6', all: '24' }])
  })

  test.each([
    ['had booked', 100n, 70],
    ['was granted meanwhile', 0n, 100],
  ])('ends its wait with the signal, and gives back what it %s', async (_, used, tokens) => {
    const api = await endpointWith({ requestLimit: 10, tokenLimit: 100, windowSeconds: 30 })
    await withApiCapacity(site.pool(), { ...api, tokens: 100 }, async (grant) =>
      grant.usage({ tokens: used }),
    )
    const abort = new AbortController()
    const reason = new Error('the user went away')
    const transport = pgTransport(site.pool())
    const abortingAtOnce: Transport = {
      async call(call) {
        const rows = await transport.call(call)
        if (call.function.name === 'acquire_api_capacity') abort.abort(reason)
        return rows
      },
    }
    const request = { ...api, tokens, signal: abort.signal }
    expect(await caught(withApiCapacity(abortingAtOnce, request, async () => expect.fail()))).toBe(reason)
    const left = { tokensAvailable: 100n - used, requestsAvailable: 9n, inFlight: 0 }
    expect(await peek(api)).toMatchObject(left)
    const { rows } = await site.db.pool.query(
      `select from headgate_private.reservation r join headgate_private.api_rate_limits l using (endpoint_id)
       where l.endpoint = $1`,
      [api.endpoint],
    )
    expect(rows).toEqual([])
  })

  test('is not even asked for once the signal is aborted', async () => {
    const calls: string[] = []
    const transport = watching(({ function: { name } }) => void calls.push(name))
    const waiting = withApiCapacity(
      transport,
      { provider: 'acme', endpoint: 'any', signal: AbortSignal.abort() },
      async () => {},
    )
    expect(await caught(waiting)).toMatchObject({ name: 'AbortError' })
    expect(calls).toEqual([])
  })
})

describe('a call that the provider refuses', () => {
  test('is reported with its headers, whatever wraps it, and everybody obeys', async () => {
    const api = await endpointWith({ requestLimit: 100, concurrencyLimit: 2 })
    const error = new Error('no summary', { cause: refused() })
    expect(await caught(withApiCapacity(site.pool(), api, async () => Promise.reject(error)))).toBe(error)
    expect(await peek(api)).toMatchObject({ blockedBy: 'blocked', inFlight: 0 })
    const other = await caught(
      withApiCapacity(site.pool(), { ...api, maxWaitMs: 1000 }, async () => expect.fail()),
    )
    expect(other).toMatchObject({ code: 'capacity_unavailable', blockedBy: 'blocked' })
  })

  test('is tried again by others as soon as the provider says', async () => {
    const api = await endpointWith({ requestLimit: 100 })
    await caught(
      withApiCapacity(site.pool(), api, async () => Promise.reject(refused({ 'retry-after-ms': '20' }))),
    )
    expect(await withApiCapacity(site.pool(), api, async () => 'through')).toBe('through')
  })

  test('lowers the limits once, of however many that were under way together', async () => {
    const api = await endpointWith({ requestLimit: 100 })
    const begun = createGate()
    let underWay = 0
    const calls: Promise<unknown>[] = []
    for (let i = 0; i < 6; i++) {
      const call = withApiCapacity(site.db.pool, api, async () => {
        if (++underWay === 6) begun.open()
        await begun.opened
        // Half of them together, the others one after the other.
        if (i >= 3) await calls[i - 1]
        throw refused({ 'retry-after-ms': '1' })
      })
      calls.push(caught(call))
    }
    for (const error of await Promise.all(calls)) expect(error).toMatchObject({ status: 429 })
    const { factor } = await site.operator.reportApiThrottle({ ...api, status: 200 })
    expect(factor).toBeCloseTo(0.8, 3)
  })

  test('is reported once, though calls within calls throw it on', async () => {
    const [outer, inner] = [await endpointWith({ requestLimit: 9 }), await endpointWith({ requestLimit: 9 })]
    const call = withApiCapacity(site.pool(), outer, () =>
      withApiCapacity(site.pool(), inner, async () => Promise.reject(refused())),
    )
    await caught(call)
    expect(await peek(inner)).toMatchObject({ blockedBy: 'blocked' })
    expect(await peek(outer)).toMatchObject({ blockedBy: null, inFlight: 0 })
  })

  test('within a handler puts the job off, and blocks no endpoint but its own', async () => {
    const [api, own] = [await endpointWith({ requestLimit: 9 }), await endpointWith({ requestLimit: 9 })]
    await site.operator.setJobType({ jobType: 'nested', ...own })
    const jobId = await enqueue(site, 'nested')
    const running = start({
      database: site.pool(),
      handlers: {
        async nested() {
          await withApiCapacity(site.db.pool, api, async () => {
            throw refused()
          }).catch((cause) => {
            throw new Error('no answer', { cause })
          })
        },
      },
    })
    const { reason } = await running.heard('rescheduled', jobId)
    await running.worker.stop()
    expect(reason).toBe('acme answered 429 (rate)')
    expect(await peek(api)).toMatchObject({ blockedBy: 'blocked' })
    expect(await peek(own)).toMatchObject({ blockedBy: null })
  })
})

describe('a call whose database goes away', () => {
  const lost = () => new ConnectionLost({ function: 'release_api_capacity', message: 'gone', hint: '' })

  test('keeps its outcome and settles once it is back', async () => {
    const api = await endpointWith({ tokenLimit: 100 })
    let tries = 0
    const transport = watching(({ function: { name } }) => {
      if (name === 'release_api_capacity' && ++tries < 3) throw lost()
    })
    const answer = withApiCapacity(transport, { ...api, tokens: 60 }, async (grant) => {
      grant.usage({ tokens: 1 })
      return 'an answer'
    })
    expect(await answer).toBe('an answer')
    expect(await peek(api)).toMatchObject({ tokensAvailable: 99n, inFlight: 0 })
  })

  test('keeps its outcome though it can never be settled, and says so', async () => {
    const api = await endpointWith({ requestLimit: 9 })
    const warnings: unknown[] = []
    const transport = watching(({ function: { name } }) => {
      if (name !== 'acquire_api_capacity') throw new TypeError(`no ${name}`)
    })
    const request = { ...api, ttlSeconds: 60, onWarning: (error: unknown) => void warnings.push(error) }
    expect(await withApiCapacity(transport, request, async () => 'an answer')).toBe('an answer')
    const error = refused()
    expect(await caught(withApiCapacity(transport, request, async () => Promise.reject(error)))).toBe(error)
    expect(warnings).toHaveLength(3)
    expect(await peek(api)).toMatchObject({ inFlight: 2, blockedBy: null })
  })
})
