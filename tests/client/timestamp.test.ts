import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readerOf, toText } from '../../client/text.ts'
import { firstMoment, microsOf, Timestamp, textOfTimestamp } from '../../client/timestamp.ts'
import { argument, column } from '../../client/values.ts'

const read = readerOf('timestamptz')
const dates = fc.date({
  min: new Date('0001-01-01T00:00:00Z'),
  max: new Date('9999-12-31T23:59:59.999Z'),
  noInvalidDate: true,
})

describe('the text of a timestamp', () => {
  test('is read to the microsecond, in any zone and with any number of digits', () => {
    const zone = fc.constantFrom('+00', '+05:45', '-03:30', '+00:19:32')
    fc.assert(
      fc.property(dates, fc.nat(999), zone, (date, micros, offset) => {
        const [hours = 0, minutes = 0, seconds = 0] = offset.slice(1).split(':').map(Number)
        const seen = (hours * 3600 + minutes * 60 + seconds) * (offset.startsWith('-') ? -1000 : 1000)
        const local = new Date(date.getTime() + seen).toISOString()
        fc.pre(/^\d{4}-/.test(local) && !local.startsWith('0000'))
        // The server writes no zeros at the end.
        const digits = `${local.slice(0, -1)}${String(micros).padStart(3, '0')}`.replace(/\.?0+$/, '')
        fc.pre(/:\d\d(\.|$)/.test(digits.slice(16)))
        const at = read(`${digits.replace('T', ' ')}${offset}`)
        expect(at).toEqual(date)
        expect(microsOf(at)).toBe(micros)
      }),
    )
  })

  test.for([
    ['2026-01-02 03:04:05+00', '2026-01-02T03:04:05.000000Z'],
    ['2026-01-02 03:04:05.6+00', '2026-01-02T03:04:05.600000Z'],
    ['2026-01-02 03:04:05.6789+00', '2026-01-02T03:04:05.678900Z'],
    ['2026-01-02 03:04:05.678999+00', '2026-01-02T03:04:05.678999Z'],
    ['2026-01-02 03:04:05.678999-08', '2026-01-02T11:04:05.678999Z'],
    ['1969-12-31 23:59:59.999999+00', '1969-12-31T23:59:59.999999Z'],
    ['0099-01-02 03:04:05+00', '0099-01-02T03:04:05.000000Z'],
    ['12026-01-02 03:04:05.000001+00', '+012026-01-02T03:04:05.000001Z'],
    ['0001-12-31 23:59:59.5+00 BC', '0000-12-31T23:59:59.500000Z'],
    ['4714-11-24 00:00:00+00 BC', '-004713-11-24T00:00:00.000000Z'],
    ['0001-01-01 00:00:00+01 BC', '-000001-12-31T23:00:00.000000Z'],
  ] as const)('%s', ([text, iso]) => {
    expect(String((read(text) as Date).toISOString())).toBe(iso)
  })

  test.for([
    'infinity',
    '-infinity',
    '2026-01-02 03:04:05',
    '02.01.2026 03:04:05 UTC',
    '',
    '294276-12-31 23:59:59.999999+00',
    '2026-02-30 00:00:00+05',
    '2026-01-02 24:00:00+05',
  ])('such as %j cannot be read, whatever was read before', (text) => {
    const again = readerOf('timestamptz')
    again('2026-01-02 03:04:05+00')
    if (!text.includes('+05')) expect(() => again(text)).toThrow('DateStyle')
    expect(() => again(text)).toThrow('DateStyle')
  })

  test('is that of the first and of the last moment that both sides know', () => {
    for (const millis of [firstMoment, 8.64e15]) {
      const text = textOfTimestamp(new Date(millis))
      expect(read(text)).toEqual(new Date(millis))
    }
    expect(argument.timestamptz.safeParse(new Date(firstMoment)).success).toBe(true)
    expect(argument.timestamptz.safeParse(new Date(firstMoment - 1)).success).toBe(false)
  })
})

describe('a Timestamp', () => {
  const at = new Timestamp('2026-01-02T03:04:05.678901Z')
  const date = new Date('2026-01-02T03:04:05.678Z')

  test('is a Date, to which it is equal in tests and in arithmetic', () => {
    expect(at).toBeInstanceOf(Date)
    expect(at).toEqual(date)
    expect({ at }).toMatchObject({ at: date })
    expect([Number(at) - Number(date), at >= date, at <= date]).toEqual([0, true, true])
  })

  test('has six digits as text, in JSON and for PostgreSQL', () => {
    expect(at.microseconds).toBe(901)
    expect(JSON.stringify({ at })).toBe('{"at":"2026-01-02T03:04:05.678901Z"}')
    expect(toText('jsonb', { at })).toBe('{"at":"2026-01-02T03:04:05.678901Z"}')
    expect(toText('timestamptz', at)).toBe('2026-01-02 03:04:05.678901+00')
    expect(new Timestamp(date).toISOString()).toBe('2026-01-02T03:04:05.678000Z')
  })

  test('can be had from its own text, from another, from a Date and from milliseconds', () => {
    for (const from of [at.toISOString(), textOfTimestamp(at), at])
      expect(new Timestamp(from).toISOString()).toBe(at.toISOString())
    expect(new Timestamp(date, 901).toISOString()).toBe(at.toISOString())
    expect(new Timestamp(at, 0).toISOString()).toBe('2026-01-02T03:04:05.678000Z')
    expect(new Timestamp(date.getTime()).microseconds).toBe(0)
  })

  test('loses its microseconds when a setter moves it', () => {
    const moved = new Timestamp(at)
    moved.setUTCHours(0, 0, 0, 0)
    expect(moved.toISOString()).toBe('2026-01-02T00:00:00.000000Z')
  })

  test('becomes a plain Date where only its Date is copied', () => {
    expect(structuredClone(at)).toStrictEqual(date)
    expect(column.timestamptz.parse(date)).toStrictEqual(new Timestamp(date))
  })

  test.for(['', 'x', 'infinity', '2026-02-30T00:00:00Z', '2026-01-02T03:60:00Z', '2026-01-02'])(
    'of %j is an invalid Date, as with Date',
    (text) => {
      const invalid = new Timestamp(text)
      expect([invalid.getTime(), invalid.microseconds]).toEqual([Number.NaN, 0])
      expect(JSON.stringify(invalid)).toBe('null')
      expect(() => invalid.toISOString()).toThrow(RangeError)
    },
  )

  test.for([-1, 1000, 0.5, Number.NaN])('has no %d microseconds', (micros) => {
    expect(() => new Timestamp(0, micros)).toThrow(RangeError)
  })
})
