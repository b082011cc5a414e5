import { describe, expect, test } from 'vitest'
import { type Point, theilSen, trendPercent } from '../../bench/measure/trend.ts'

/** The same numbers on every run: a linear congruential generator, from -1 to 1. */
function noise(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31
    return (2 * state) / 2 ** 31 - 1
  }
}

/** 120 medians, one each ten seconds, of a value that depends on how far the run is (0 to 1). */
function run(value: (share: number) => number): Point[] {
  return Array.from({ length: 120 }, (_, n) => [n * 10, value(n / 119)] as const)
}

describe('Theil–Sen', () => {
  test('is the slope of a line', () => {
    expect(theilSen(run((share) => 5 + 3 * share))).toBeCloseTo(3 / 1190)
  })

  test('does not care for a few wild points', () => {
    const points = run((share) => 5 + share).map(
      ([at, value], n) => [at, n % 6 === 0 ? 1000 : value] as const,
    )
    const percent = trendPercent(points) ?? Number.NaN
    expect(percent).toBeGreaterThan(10)
    expect(percent).toBeLessThan(30)
  })

  test('needs two points that lie apart', () => {
    expect(theilSen([])).toBeNull()
    expect(theilSen([[1, 2]])).toBeNull()
    expect(
      theilSen([
        [1, 2],
        [1, 3],
      ]),
    ).toBeNull()
    expect(trendPercent([])).toBeNull()
    expect(
      trendPercent([
        [1, 0],
        [2, 0],
      ]),
    ).toBeNull()
  })
})

describe('the trend of a run', () => {
  test('is told as a share of its median', () => {
    expect(trendPercent(run((share) => 10 * (0.9 + 0.2 * share)))).toBeCloseTo(20)
    expect(trendPercent(run(() => 4))).toBe(0)
    expect(trendPercent(run((share) => 10 * (1.1 - 0.2 * share)))).toBeCloseTo(-20)
  })

  test.each(Array.from({ length: 20 }, (_, n) => n + 1))(
    'is found in noise, and not made of it (%i)',
    (seed) => {
      const random = noise(seed)
      const noisy = (level: number) => level * (1 + 0.08 * (random() + random()))
      expect(Math.abs(trendPercent(run(() => noisy(5))) ?? Number.NaN)).toBeLessThan(10)
      expect(trendPercent(run((share) => noisy(5 + share))) ?? Number.NaN).toBeGreaterThan(10)
    },
  )
})
