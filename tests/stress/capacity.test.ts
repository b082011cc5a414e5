import { describe, expect, test } from 'vitest'
import { judge } from '../auditor/judge.ts'
import type { Finding } from '../auditor/log.ts'
import { configured, granted, type Limits } from '../auditor/single.ts'
import { advanceClock, installTestClock, setClock } from '../support/clock.ts'
import { freshDatabase, type TestDatabase } from '../support/database.ts'
import { second } from '../support/micros.ts'
import { between, crowd, lasting, type Pace, pace } from './crowd.ts'
import { headgate, type Limiter, naive } from './limiters.ts'

const callers = 16
const aMinute: Limits = { window: 60n * second + 50_000n, requests: 40, tokens: 4000, concurrency: 6 }
const aSecond: Limits = { window: second + 50_000n, requests: 40, tokens: 4000, concurrency: 6 }

interface Outcome {
  readonly granted: number
  /** Most calls that were seen in flight at once. */
  readonly together: number
  readonly findings: readonly Finding[]
}

describe(`${callers} connections on one endpoint`, () => {
  test('never exceed a limit while somebody turns the clock', async () => {
    const { granted, together, findings } = await hammer(headgate, aMinute, 'turned')
    expect(findings).toEqual([])
    expect(together).toBeLessThanOrEqual(6)
    expect(granted).toBeGreaterThan(120)
  })

  test('never exceed a limit by the real clock', async () => {
    const { granted, together, findings } = await hammer(headgate, aSecond, 'real')
    expect(findings).toEqual([])
    expect(together).toBeLessThanOrEqual(6)
    expect(granted).toBeGreaterThan(80)
  })

  test('are convicted where the limiter reads and then writes', async () => {
    const { together, findings } = await hammer(naive, aMinute, 'turned')
    expect(findings.map(({ dimension }) => dimension)).toContain('requests')
    expect(together).toBeGreaterThan(6)
  })
})

async function hammer(limiter: Limiter, limits: Limits, clock: 'turned' | 'real'): Promise<Outcome> {
  const db = await freshDatabase()
  await installTestClock(db)
  if (clock === 'turned') await setClock(db, new Date('2030-01-01T00:00:00Z'))
  await limiter.install(db, limits)
  let turning = clock === 'turned'
  let taken = 0
  const goesOn = lasting(4000, () => taken > 80)
  const { beat, beats } = pace()
  let inFlight = 0
  let together = 0
  const calls = crowd(db, callers, async (client) => {
    while (turning || (clock === 'real' && goesOn())) {
      const tokens = between(0, 200)
      const id = await limiter.acquire(client, tokens)
      beat()
      if (id === null) continue
      taken += 1
      inFlight += 1
      together = Math.max(together, inFlight)
      await client.query('select')
      inFlight -= 1
      // Never more than the estimate: what a call costs beyond it nobody can hold back.
      await limiter.release(client, id, between(0, tokens))
    }
  })
  if (turning) await turn(db, beats)
  turning = false
  await calls
  const { rows } = await db.pool.query<{ at: string; id: string; tokens: string }>(limiter.log)
  const grants = rows.map(({ at, id, tokens }) =>
    granted(BigInt(at), id, { requests: 1, tokens: Number(tokens) }),
  )
  const windows = { ...limits, concurrency: null }
  return {
    granted: rows.length,
    together,
    findings: judge([configured(0n, windows), ...grants]),
  }
}

/** Turns the clock through ten minutes in uneven steps while the others call. */
async function turn(db: TestDatabase, beats: Pace['beats']): Promise<void> {
  for (let passed = 0; passed < 600; ) {
    const step = Math.random() < 0.05 ? between(5, 20) : Math.random() / 2
    passed += step
    await advanceClock(db, step)
    await beats(3)
  }
}
