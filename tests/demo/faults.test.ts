import { describe, expect, test } from 'vitest'
import { hopelessTexts, plannedFaults } from '../../demo/faults.ts'

const texts = Array.from({ length: 2000 }, (_, index) => index)

describe('planned faults', () => {
  test('hit about the share of first attempts that was asked for, and no second attempt', () => {
    const faults = plannedFaults(1, 0.03, 2000)
    const first = texts.filter((text) => faults.failure(text, 1) !== null)
    const second = texts.filter((text) => faults.failure(text, 2) !== null)
    expect(first.length).toBeGreaterThan(40)
    expect(first.length).toBeLessThan(85)
    expect(second).toEqual(hopelessTexts(2000, 0.03))
  })

  test('are the same in every process and others with another seed', () => {
    const hit = (seed: number) =>
      texts.filter((text) => plannedFaults(seed, 0.03, 2000).failure(text, 1) !== null)
    expect(hit(7)).toEqual(hit(7))
    expect(hit(7)).not.toEqual(hit(8))
  })

  test('are none at all where nothing is to fail', () => {
    const faults = plannedFaults(1, 0, 2000)
    expect(texts.every((text) => faults.failure(text, 1) === null)).toBe(true)
  })
})
