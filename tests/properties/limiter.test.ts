import fc from 'fast-check'
import type pg from 'pg'
import { beforeAll, describe, expect, test } from 'vitest'
import { judge } from '../auditor/judge.ts'
import type { Entry } from '../auditor/log.ts'
import { configured, granted } from '../auditor/single.ts'
import { installTestClock } from '../support/clock.ts'
import { connect, freshDatabase } from '../support/database.ts'
import { second, stopClockAt } from '../support/micros.ts'
import { acquire, configure } from './limiter/database.ts'
import { promised, type Settings } from './limiter/limits.ts'
import { limiterProperty } from './limiter/property.ts'
import { regressions } from './limiter/regressions.ts'
import { runs } from './runs.ts'

const start = 1_900_000_000n * second
let client: pg.Client

beforeAll(async () => {
  const db = await freshDatabase()
  await installTestClock(db)
  client = await connect(db)
})

describe('the limiter, under any sequence of calls, clocks and limits', () => {
  test('never exceeds a limit in any window, forgets nothing, and keeps its word about retry_at', async () => {
    await fc.assert(limiterProperty(client), { numRuns: runs(150), examples: regressions })
  }, 600_000)
})

describe('a caller who takes whatever it can get', () => {
  const patterns = [
    { limit: 1, unit: 1, windows: 50 },
    { limit: 2, unit: 1, windows: 50 },
    { limit: 3, unit: 1, windows: 50 },
    { limit: 60, unit: 1, windows: 10 },
    { limit: 10_000, unit: 100, windows: 10 },
  ]
  test.for(patterns)(
    'gets at least 0.96 of $limit requests a minute over $windows windows, and never more',
    async (pattern) => {
      const { limit, unit, windows } = pattern
      const limits: Settings = {
        requests: limit,
        tokens: null,
        concurrency: null,
        windowMs: 60_000,
        skewMs: 500,
      }
      await stopClockAt(client, start)
      await configure(client, `greedy ${limit}`, limits)
      const log = await takeAll(`greedy ${limit}`, unit, start + BigInt(windows) * 60n * second)
      const taken = log.reduce(
        (sum, entry) => sum + (entry.kind === 'granted' ? (entry.costs.requests ?? 0) : 0),
        0,
      )
      expect(judge([configured(start, promised(limits)), ...log])).toEqual([])
      expect(taken / (limit * windows)).toBeGreaterThanOrEqual(0.96)
    },
  )
})

/** Acquires until refused, then turns the clock to retry_at, until the end. */
async function takeAll(endpoint: string, requests: number, end: bigint): Promise<Entry[]> {
  const log: Entry[] = []
  const cost = { requests, tokens: 0 }
  let now = start
  while (now < end) {
    const answer = await acquire(client, endpoint, cost, 1)
    if (answer === 'too large') throw new Error('a unit must fit')
    if (answer.granted) {
      log.push(granted(now, `${answer.id}`, cost))
      continue
    }
    now = answer.retryAt ?? end
    await stopClockAt(client, now)
  }
  return log
}
