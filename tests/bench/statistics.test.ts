import { expect, test } from 'vitest'
import { greatest, median, medianOf, percentile, ratio } from '../../bench/measure/statistics.ts'

test('a percentile is a value that was measured, by nearest rank', () => {
  const hundred = Array.from({ length: 100 }, (_, n) => 100 - n)
  expect(percentile(hundred, 0.5)).toBe(50)
  expect(percentile(hundred, 0.99)).toBe(99)
  expect(percentile([7], 0.99)).toBe(7)
  expect(percentile([3, 1, 2], 0)).toBe(1)
  expect(percentile([], 0.5)).toBeNull()
})

test('a median of an even number of rounds lies between the two in the middle', () => {
  expect(median([4, 1, 3, 2])).toBe(2.5)
  expect(median([9, 1, 5])).toBe(5)
  expect(median([])).toBeNull()
})

test('what could not be measured does not count', () => {
  expect(medianOf([null, 3, null, 5])).toBe(4)
  expect(medianOf([null])).toBeNull()
  expect(greatest([null, 2, 7])).toBe(7)
  expect(greatest([])).toBeNull()
})

test('a ratio needs both of its parts', () => {
  expect(ratio(3, 2)).toBe(1.5)
  expect(ratio(null, 2)).toBeNull()
  expect(ratio(3, null)).toBeNull()
  expect(ratio(3, 0)).toBeNull()
})
