import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { NotJson, toJson } from '../../client/json.ts'

describe('JSON text', () => {
  test('says what JSON.stringify says of everything JSON can carry', () => {
    const json = fc.jsonValue().filter((value) => !/\\u0000|\\ud[89a-f]/i.test(JSON.stringify(value)))
    fc.assert(fc.property(json, (value) => void expect(toJson(value)).toBe(JSON.stringify(value))))
  })

  test('keeps every digit of a bigint', () => {
    fc.assert(fc.property(fc.bigInt(), (value) => void expect(toJson({ value })).toBe(`{"value":${value}}`)))
  })

  test('writes what has a toJSON as that says, and drops undefined fields', () => {
    expect(toJson({ at: new Date(0), gone: undefined })).toBe('{"at":"1970-01-01T00:00:00.000Z"}')
  })

  test('lets one object stand in two places', () => {
    const shared = { a: 1 }
    expect(toJson([shared, shared])).toBe('[{"a":1},{"a":1}]')
  })

  test.for([
    [{ a: [1, Number.POSITIVE_INFINITY] }, 'a[1]'],
    [{ a: { b: () => 1 } }, 'a.b'],
    [[undefined], '[0]'],
    [{ a: 'x\0' }, 'a'],
    [{ 'x\0': 1 }, 'x\0'],
    [{ a: '\ud800' }, 'a'],
    [Symbol('x'), ''],
  ] as const)('refuses what JSON or PostgreSQL would lose, with its path (%#)', ([value, path]) => {
    expect(() => toJson(value)).toThrow(NotJson)
    try {
      toJson(value)
    } catch (error) {
      expect(error).toHaveProperty('path', path)
    }
  })
})
