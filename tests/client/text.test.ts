import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readerOf } from '../../client/text.ts'

describe('a timestamp', () => {
  const dates = fc.date({
    min: new Date('0001-01-01T00:00:00Z'),
    max: new Date('9999-12-31T23:59:59.999Z'),
    noInvalidDate: true,
  })

  test('is read to the millisecond, in any zone and with any number of digits', () => {
    const fraction = fc.constantFrom('', '0', '00', '000', '999')
    const zone = fc.constantFrom('+00', '+05:45', '-03:30', '+00:19:32')
    fc.assert(
      fc.property(dates, fraction, zone, (date, more, offset) => {
        const [hours = 0, minutes = 0, seconds = 0] = offset.slice(1).split(':').map(Number)
        const seen = (hours * 3600 + minutes * 60 + seconds) * (offset.startsWith('-') ? -1000 : 1000)
        const local = new Date(date.getTime() + seen).toISOString()
        fc.pre(/^\d{4}-/.test(local) && !local.startsWith('0000'))
        const text = `${local.slice(0, -1).replace('T', ' ')}${more}${offset}`
        expect(readerOf('timestamptz')(text)).toEqual(date)
      }),
    )
  })

  test.for([
    ['2026-01-02 03:04:05+00', '2026-01-02T03:04:05.000Z'],
    ['2026-01-02 03:04:05.6+00', '2026-01-02T03:04:05.600Z'],
    ['2026-01-02 03:04:05.67+00', '2026-01-02T03:04:05.670Z'],
    ['2026-01-02 03:04:05.678999+00', '2026-01-02T03:04:05.678Z'],
    ['0099-01-02 03:04:05+00', '0099-01-02T03:04:05.000Z'],
    ['12026-01-02 03:04:05+00', '+012026-01-02T03:04:05.000Z'],
  ] as const)('%s', ([text, iso]) => {
    expect(readerOf('timestamptz')(text)).toEqual(new Date(iso))
  })

  test.for(['infinity', '2026-01-02 03:04:05', '2026-01-02 03:04:05+00 BC', '02.01.2026 03:04:05 UTC', ''])(
    'cannot be read from %j, whatever was read before',
    (text) => {
      const read = readerOf('timestamptz')
      read('2026-01-02 03:04:05+00')
      expect(() => read(text)).toThrow('DateStyle')
      expect(() => read(text)).toThrow('DateStyle')
    },
  )
})

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
