import { describe, expect, test } from 'vitest'
import { holds } from '../../bench/report/report.ts'
import { type Count, figuresOf, judge, type Sample } from '../../bench/suites/soak-judge.ts'

const MB = 1_000_000
const hold = { from: 300, to: 900 }
const allDone: Count = {
  enqueued: 1000,
  notDone: 0,
  doneTwice: 0,
  notDoneByDatabase: 0,
  claimedAgainByDatabase: 0,
}

/** Twenty minutes, a sample each ten seconds; by default nothing changes. */
function soaked(change: (seconds: number) => Partial<Sample> = () => ({})): Sample[] {
  return Array.from({ length: 120 }, (_, n) => (n + 1) * 10).map((seconds) => ({
    seconds,
    claimP50: 5,
    claimP99: 9,
    controlP50: 2,
    jobsPerSecond: 1000,
    hotBytes: 20 * MB,
    historyBytes: seconds * MB,
    ...change(seconds),
  }))
}

/** The bars that are not reached. */
function missed(samples: readonly Sample[], count: Partial<Count> = {}, contender = 'headgate'): string[] {
  const row = { contender, situation: '', figures: figuresOf(samples, hold, { ...allDone, ...count }) }
  return judge(row)
    .filter((it) => it.bar !== null && holds(it) !== true)
    .map(({ name }) => name)
}

describe('a soak', () => {
  test('in which nothing changes holds to every bar, though history grows', () => {
    expect(missed(soaked())).toEqual([])
  })

  test('may bloat while the transaction is open, if that goes away', () => {
    const bloat = (seconds: number) => (seconds > 300 && seconds <= 1000 ? 400 * MB : 39 * MB)
    expect(missed(soaked((seconds) => ({ hotBytes: seconds <= 300 ? 20 * MB : bloat(seconds) })))).toEqual([])
  })

  test('whose claims grow slower from first to last is convicted', () => {
    expect(missed(soaked((seconds) => ({ claimP50: 5 + seconds / 1200 })))).toContain(
      'headgate: claim time per control, trend over the run in %',
    )
  })

  test('whose claims grow slower only while the transaction is open is convicted too', () => {
    const rise = (seconds: number) => (seconds > 300 && seconds <= 900 ? 5 + (seconds - 300) / 300 : 5)
    expect(missed(soaked((seconds) => ({ claimP50: rise(seconds) })))).toEqual([
      'headgate: claim time per control, trend while a transaction is open in %',
    ])
  })

  test('on a machine that slows down is not convicted: its control slows down too', () => {
    const slow = (seconds: number) => 1 + seconds / 1200
    const samples = soaked((seconds) => ({ claimP50: 5 * slow(seconds), controlP50: 2 * slow(seconds) }))
    expect(missed(samples)).toEqual([])
    expect(figuresOf(samples, hold, allDone).claimTrend).toBeGreaterThan(50)
  })

  test('whose claims grow slower on a machine that grows faster is convicted', () => {
    expect(missed(soaked((seconds) => ({ controlP50: 2 - seconds / 2400 })))).toContain(
      'headgate: claim time per control, trend over the run in %',
    )
  })

  test('whose hot tables stay more than twice their size is convicted', () => {
    const hotBytes = (seconds: number) => (seconds > 300 ? 41 * MB : 20 * MB)
    expect(missed(soaked((seconds) => ({ hotBytes: hotBytes(seconds) })))).toEqual([
      'headgate: hot tables at the end, against the start',
    ])
  })

  test.each([
    [{ notDone: 1 }, 'headgate: jobs not done'],
    [{ doneTwice: 1 }, 'headgate: jobs done twice'],
    [{ notDoneByDatabase: 1 }, 'headgate: jobs not done, by its ledger'],
    [{ claimedAgainByDatabase: 1 }, 'headgate: jobs claimed more than once, by its ledger'],
    [{ notDoneByDatabase: null }, 'headgate: jobs not done, by its ledger'],
  ])('with %j is convicted', (count, name) => {
    expect(missed(soaked(), count)).toEqual([name])
  })

  test('in which nothing was claimed shows no trend, and so does not pass', () => {
    const trends = [
      'headgate: claim time per control, trend over the run in %',
      'headgate: claim time per control, trend while a transaction is open in %',
    ]
    expect(missed(soaked(() => ({ claimP50: null })))).toEqual(trends)
    expect(missed(soaked(() => ({ controlP50: null })))).toEqual(trends)
    expect(missed([])).toHaveLength(3)
  })

  test('of a peer is told, not judged; what its database does not know is left out', () => {
    const count = { notDone: 7, notDoneByDatabase: null, claimedAgainByDatabase: null }
    expect(missed(soaked(), count, 'pgque')).toEqual([])
    const figures = figuresOf(soaked(), hold, { ...allDone, ...count })
    expect(judge({ contender: 'pgque', situation: '', figures }).map(({ value }) => value)).toEqual([
      0, 0, 1, 7, 0,
    ])
  })
})
