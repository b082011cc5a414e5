import { describe, expect, test } from 'vitest'
import { readerOf } from '../../client/text.ts'

describe('values of neighbouring rows', () => {
  test('that may be changed are made anew for each, though their text is the same', () => {
    for (const [type, text] of [
      ['timestamptz', '2026-01-02 03:04:05+00'],
      ['jsonb', '{"a": [1]}'],
      ['bytea', '\\x0102'],
      ['timestamptz[]', '{"2026-01-02 03:04:05+00"}'],
    ] as const) {
      const read = readerOf(type)
      const [one, other] = [read(text), read(text)]
      expect(one).toEqual(other)
      expect(one).not.toBe(other)
    }
    const dates = readerOf('timestamptz[]')('{"2026-01-02 03:04:05+00","2026-01-02 03:04:05+00"}')
    expect(Array.isArray(dates) && dates[0] !== dates[1]).toBe(true)
  })

  test('are those of their own text', () => {
    const read = readerOf('int8')
    expect(['1', '1', '2', '1', '9007199254740993'].map(read)).toEqual([1n, 1n, 2n, 1n, 9007199254740993n])
  })
})
