import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { toJson } from '../../client/json.ts'
import { JsonNumber } from '../../client/json-number.ts'
import { fromJson, fromJsonWith } from '../../client/json-read.ts'
import { emptyDatabase, type TestDatabase } from '../support/database.ts'

/** A document, and as JSON.stringify writes it, with white space or without. */
const documents = fc
  .tuple(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(undefined, 2, '\t'))
  .map(([value, space]) => ({ value, text: JSON.stringify(value, null, space) }))
/** Keys that JSON must escape, and such as their escapes begin with. */
const keys = fc.constantFrom('"', '\\', '\\"', '""', '\n', '\t', '\\n', 'a"', 'a\\', '\u0001', '', 'a')

const sign = fc.constantFrom('', '-')
const digits = fc.stringMatching(/^(0|[1-9]\d{0,40})$/)
const fraction = fc.stringMatching(/^(\.\d{1,40})?$/)

describe('JSON text', () => {
  test('whose numbers are carried is read as what was written', () => {
    fc.assert(
      fc.property(documents, ({ value, text }) => {
        expect(JSON.stringify(fromJsonWith(Number, text))).toBe(JSON.stringify(value))
      }),
    )
  })

  test('has the keys that are written, whatever was read before', () => {
    const objects = fc.array(fc.dictionary(keys, fc.nat(9), { noNullPrototype: true }), { maxLength: 3 })
    const betweenKeyAndValue = fc.constantFrom(':', ': ', ' :', '\n:')
    // What Node gets wrong: nodejs/node#63785.
    const example: Record<string, number>[] = [
      { h: 1, '\\': 0 },
      { h: 1, '"': 2 },
    ]
    fc.assert(
      fc.property(objects, betweenKeyAndValue, (value, colon) => {
        const text = JSON.stringify(value).replaceAll('":', `"${colon}`)
        expect(fromJson(text)).toStrictEqual(value)
      }),
      { numRuns: 1000, examples: [[example, ':']] },
    )
  })

  test('with many escapes takes no longer than its length', () => {
    const value = { text: '\n'.repeat(1_000_000), '"': 1 }
    expect(fromJson(JSON.stringify(value))).toStrictEqual(value)
  })

  test.for([
    '',
    ' ',
    '[1,]',
    '{"a":1',
    '{a:1}',
    '[1 2]',
    '01234567890123456',
    '[1]]',
    '"\u0001"',
    "'a'",
    '1.e5',
    '{"a":12345678901234567 "b":1}',
  ])('such as %j is refused', (text) => {
    expect(() => fromJson(text)).toThrow(SyntaxError)
    expect(() => fromJsonWith(Number, text)).toThrow(SyntaxError)
  })

  test('with a member __proto__ has such a member, and no other prototype', () => {
    const read = fromJson('{"__proto__": {"a": 9007199254740993}, "constructor": 1e400}')
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype)
    expect(Object.entries(read as object)).toEqual([
      ['__proto__', { a: 9007199254740993n }],
      ['constructor', new JsonNumber('1e400')],
    ])
  })

  test('in texts within it is left alone', () => {
    const texts = ['12345678901234567890', '1e5', '{"a":9007199254740993}', '"', '\\', '] , }']
    expect(fromJson(JSON.stringify([9, texts]))).toEqual([9, texts])
  })
})

describe('a number', () => {
  test.for([
    ['9007199254740991', 9007199254740991],
    ['9007199254740992', 9007199254740992n],
    ['-9007199254740993', -9007199254740993n],
    ['0.1', 0.1],
    ['0.30000000000000004', 0.30000000000000004],
    ['12.50', 12.5],
    ['1.0', 1],
    ['-0.00', -0],
    ['1e3', 1000],
    ['1E-7', 1e-7],
    ['5e-324', 5e-324],
    ['0.1000000000000000000000', 0.1],
    ['1.7976931348623157e+308', Number.MAX_VALUE],
  ] as const)('%s is one of JavaScript', ([text, value]) => expect(fromJson(text)).toBe(value))

  test.for([
    '3.3333333333333333',
    '0.10000000000000000001',
    '9007199254740993.0',
    '9007199254740992.5',
    '12345678.123456789',
    '1e400',
    '-1e400',
    '1e-400',
    '4e-324',
  ])('%s keeps its digits', (text) => {
    const read = fromJson(text)
    expect(read).toEqual(new JsonNumber(text))
    expect(toJson(read)).toBe(text)
    expect(JSON.stringify({ read })).toBe(`{"read":${text}}`)
    expect(`${read} ${Number(read)}`).toBe(`${text} ${Number(text)}`)
  })

  test.for(['', 'x', '1.', '.5', '01', '+1', 'NaN', 'Infinity', '0x1', '1_000', ' 1', '1e'])(
    '%j is none of JSON',
    (text) => {
      expect(() => new JsonNumber(text)).toThrow(RangeError)
    },
  )
})

describe('a document, to the server and back', () => {
  let database: TestDatabase

  beforeAll(async () => {
    database = await emptyDatabase()
  })

  async function stored(text: string): Promise<string> {
    const { rows } = await database.pool.query('select $1::text::jsonb::text as stored', [text])
    return rows[0].stored
  }

  test('has the same numbers as SQL wrote them', async () => {
    const number = fc.tuple(sign, digits, fraction).map((parts) => parts.join(''))
    await fc.assert(
      fc.asyncProperty(fc.array(number, { maxLength: 8 }), async (numbers) => {
        const text = await stored(`[${numbers}]`)
        const { rows } = await database.pool.query('select $1::text::jsonb = $2::text::jsonb as same', [
          text,
          toJson(fromJson(text)),
        ])
        expect(rows).toEqual([{ same: true }])
      }),
      { numRuns: 300 },
    )
  })

  test('given, got, and given again is one text', async () => {
    const number = fc.oneof(
      fc.bigInt(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.integer(),
      fc.maxSafeInteger(),
      fc.tuple(sign, digits, fc.stringMatching(/^\.\d{0,30}[1-9]$/)).map((it) => new JsonNumber(it.join(''))),
    )
    const document = fc.dictionary(
      fc.stringMatching(/^[a-z_]{1,5}$/),
      fc.oneof(number, fc.array(number, { maxLength: 4 })),
    )
    await fc.assert(
      fc.asyncProperty(document, async (given) => {
        const first = await stored(toJson(given))
        const got = fromJson(first)
        expect(await stored(toJson(got))).toBe(first)
        expect(got).toEqual(asRead(given))
      }),
      { numRuns: 300 },
    )
  })
})

/** A value in the form that its number has when it is read. */
function asRead(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asRead)
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value
  if (typeof value === 'number' && Number.isInteger(value))
    return Number.isSafeInteger(value) ? value + 0 : BigInt(plainDigits(value))
  if (value instanceof JsonNumber) return fromJson(value.digits)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, asRead(item)]))
}

/** JavaScript writes the shortest digits and an exponent; SQL fills up with zeros. */
function plainDigits(value: number): string {
  const [, sign = '', whole = '', rest = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e\+(\d+))?$/.exec(String(value)) ?? []
  return `${sign}${whole}${rest}${'0'.repeat(Math.max(Number(exponent) - rest.length, 0))}`
}
