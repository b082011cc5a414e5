import { expect, test } from 'vitest'
import { createTally } from '../../bench/measure/tally.ts'

test('a tally tells jobs done twice, whatever their ids look like', () => {
  const tally = createTally()
  tally.add(['1', '2', '9000000'])
  tally.add(['2', 'q1:7', 'b6f0c7a2-3d0e-4d86-9d42-1f5c1f0a9c11'])
  tally.add(['q1:7', '12345678901234'])
  expect(tally).toMatchObject({ count: 8, distinct: 6 })
  for (const id of ['9000000', 'q1:7', '12345678901234']) expect(tally.has(id)).toBe(true)
  for (const id of ['9000001', '7', 'q2:7', 'q1:8', '02', '']) expect(tally.has(id)).toBe(false)
})

test('neighbouring ids are different jobs', () => {
  const tally = createTally()
  tally.add(Array.from({ length: 100_000 }, (_, id) => String(id)))
  expect(tally).toMatchObject({ count: 100_000, distinct: 100_000 })
})

test('the same number in two sequences is two jobs', () => {
  const tally = createTally()
  tally.add(['q0:5', 'q1:5', '5', '05', 'q0:05'])
  expect(tally).toMatchObject({ count: 5, distinct: 5 })
})
