import { describe, expect, test } from 'vitest'
import { isGood, resumption, verdict } from '../../demo/closing.ts'
import { renderResult } from '../../demo/results.ts'
import { type RunSummary, summariseRun } from '../../demo/run-summary.ts'

function summary(more: Partial<RunSummary> = {}): RunSummary {
  const empty = summariseRun({
    runId: 'r1',
    enqueued: [],
    leftovers: 0,
    ledger: [],
    results: [],
    workers: 4,
    workersKilled: 2,
    provider429: 0,
    provider429ByLimit: {},
    tokensActual: 0,
    utilisation: null,
    dispatchSpread: 40,
    skewAllowanceMs: 400,
    elapsedSeconds: 1,
  })
  return { ...empty, ...more }
}

describe('the verdict on a run', () => {
  test('is nothing where every promise was kept', () => {
    expect(isGood(summary())).toBe(true)
    expect(verdict(summary())).toBeNull()
  })

  test.each([
    ['lost', { lost: 2 }, '2 jobs were lost'],
    ['completed twice', { completed_twice: 1 }, '1 jobs were completed twice'],
    [
      'refused by the provider',
      { provider_429: 3, provider_429_by_limit: { requests_per_window: 3 } },
      'the provider refused 3 calls (requests_per_window 3 times)',
    ],
  ])('is not good, and says so, where something was %s', (_, more, words) => {
    expect(isGood(summary(more))).toBe(false)
    expect(verdict(summary(more))).toContain(words)
  })

  test('says what to try where calls were more uneven than allowed for, and only there', () => {
    const refused = { provider_429: 1, provider_429_by_limit: { requests_per_window: 1 } }
    expect(verdict(summary({ ...refused, dispatch_spread_ms: 520 }))).toContain('try --skew-allowance 1100')
    expect(verdict(summary(refused))).not.toContain('--skew-allowance')
  })
})

test('an interrupted run says what waits and how to go on, and drops only what is its own', () => {
  expect(resumption(7, true)).toMatch(/7 jobs wait[\s\S]*npm start takes[\s\S]*--fresh drops/)
  expect(resumption(7, false)).not.toContain('--fresh')
  expect(resumption(0, true)).toContain('nothing was left to do')
})

describe('a printed summary', () => {
  const one = { title: 'A title', summary: 'one two three four five six' }

  test('is the title and the words under it, within the columns', () => {
    expect(renderResult(one, 18)).toBe('A title\n  one two three\n  four five six')
  })

  test('is cut to as many lines as asked for, and shows it', () => {
    expect(renderResult(one, 18, 1)).toBe('A title\n  one two three …')
    expect(renderResult(one, 18, 2)).toBe(renderResult(one, 18))
  })
})
