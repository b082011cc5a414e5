import { join } from 'node:path'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import * as z from 'zod'
import { invoke } from '../../client/call.ts'
import { JsonNumber } from '../../client/json-number.ts'
import { pgTransport } from '../../client/pg.ts'
import { firstMoment, microsOf, Timestamp } from '../../client/timestamp.ts'
import type { FunctionSpec, Transport } from '../../client/transport.ts'
import { argument, column } from '../../client/values.ts'
import { readLock } from '../../codegen/lock.ts'
import { shapeOf } from '../../codegen/shape.ts'
import { openFixture } from '../codegen/fixture.ts'
import { copyBoxes, listBoxes, openBox } from '../codegen/golden/index.ts'
import { emptyDatabase } from '../support/database.ts'
import { boxes, timesOf } from './boxes.ts'

type Base = keyof typeof column

const word = fc.string({ unit: 'grapheme', maxLength: 20 }).filter((text) => !/\0|\p{Surrogate}/u.test(text))
const double = fc.double({ noNaN: true, noDefaultInfinity: true })
const two = (n: number) => String(n).padStart(2, '0')
const clock = fc
  .tuple(fc.nat(23), fc.nat(59), fc.nat(59), fc.nat(999_999))
  .map(
    ([h, m, s, micros]) =>
      `${two(h)}:${two(m)}:${two(s)}${micros === 0 ? '' : `.${String(micros).padStart(6, '0').replace(/0+$/, '')}`}`,
  )
const day = fc
  .date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))
/** All that both sides know. */
const moment = fc.date({ min: new Date(firstMoment), noInvalidDate: true })
/** Numbers in the one form that they are answered in: no `number` beyond those that are safe, no -0. */
const jsonNumber = fc.oneof(
  fc.maxSafeInteger(),
  fc.bigInt({ min: 2n ** 53n, max: 2n ** 200n }).map((n) => (n % 2n === 0n ? n : -n)),
  double.filter((value) => !Number.isInteger(value)),
  fc
    .tuple(fc.integer(), fc.stringMatching(/^[1-9]{17,30}$/))
    .map(([whole, fraction]) => new JsonNumber(`${whole}.${fraction}`)),
)
/** A null alone would mean the SQL NULL. */
const json = fc
  .letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      word,
      jsonNumber,
      fc.boolean(),
      fc.constant(null),
      tie('list'),
      tie('object'),
    ),
    list: fc.array(tie('value'), { maxLength: 4 }),
    object: fc.dictionary(word, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  }))
  .value.filter((value) => value !== null)

/** Values of every base type, as the server writes them where it is text. */
const values: Readonly<Record<Base, fc.Arbitrary<unknown>>> = {
  bool: fc.boolean(),
  bytea: fc.uint8Array({ maxLength: 40 }),
  date: day,
  float4: fc.float({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0)),
  float8: double.filter((value) => !Object.is(value, -0)),
  int2: fc.integer({ min: -32_768, max: 32_767 }),
  int4: fc.integer(),
  int8: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  interval: fc
    .tuple(fc.integer({ min: 2, max: 300 }), fc.integer({ min: 2, max: 400 }), clock)
    .map(([years, days, time]) => `${years} years ${days} days ${time}`)
    .filter((text) => !text.includes(' 00:00:00')),
  json,
  jsonb: json,
  numeric: fc
    .tuple(fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }), fc.stringMatching(/^\d{0,30}$/))
    .map(([whole, fraction]) => (fraction === '' ? `${whole}` : `${whole}.${fraction}`)),
  text: word,
  time: clock,
  timestamp: fc.tuple(day, clock).map(([date, time]) => `${date} ${time}`),
  timestamptz: fc.oneof(
    fc.tuple(moment, fc.nat(999)).map(([date, micros]) => new Timestamp(date, micros)),
    moment,
  ),
  uuid: fc.uuid(),
}

/** What a test would not look at. */
function exactly(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(exactly)
  return value instanceof Date ? `${value.getTime()} ms ${microsOf(value)} µs` : value
}

function echo(base: Base, isArray: boolean): FunctionSpec {
  const type = isArray ? `${base}[]` : base
  const many = <T extends z.ZodType>(one: T) => (isArray ? z.array(one) : one)
  return {
    name: `echo_${base}${isArray ? '_list' : ''}`,
    returns: 'one',
    scalar: true,
    readonly: true,
    roles: [],
    parameters: { value: { name: 'p_value', type, cast: `pg_catalog.${type}` } },
    columns: { value: { name: 'value', type, nullable: false } },
    errors: {},
    args: z.strictObject({ value: many(argument[base]) }),
    row: many(column[base]),
  }
}

describe('a row within a value comes back as it was sent', () => {
  let transport: Transport

  beforeAll(async () => {
    transport = pgTransport((await openFixture()).database.pool)
  })

  test('alone, in an array, as the columns of a result and as an array without a name', async () => {
    await fc.assert(
      fc.asyncProperty(boxes, fc.array(boxes, { maxLength: 3 }), async (box, many) => {
        const copied = await copyBoxes(transport, { box, boxes: many, nothing: {} })
        expect(copied).toEqual({ box, boxes: many, nothing: {} })
        expect([copied.box, ...(copied.boxes ?? [])].map((it) => it && timesOf(it))).toEqual(
          [box, ...many].map(timesOf),
        )
        expect(await openBox(transport, { box })).toEqual(box)
        expect(await listBoxes(transport, { boxes: many })).toEqual(many)
      }),
      { numRuns: 100 },
    )
  })
})

describe('a value comes back as it was sent', () => {
  let transport: Transport

  beforeAll(async () => {
    const { pool } = await emptyDatabase()
    await pool.query('create schema headgate')
    for (const base of Object.keys(values) as Base[]) {
      for (const { name, parameters } of [echo(base, false), echo(base, true)]) {
        const type = parameters.value?.cast
        await pool.query(
          `create function headgate.${name}(p_value ${type}) returns ${type} language sql return p_value`,
        )
      }
    }
    transport = pgTransport(pool)
  })

  test.for(Object.keys(values) as Base[])('%s, alone and in an array', async (base) => {
    await fc.assert(
      fc.asyncProperty(values[base], fc.array(values[base], { maxLength: 4 }), async (value, list) => {
        const [one, many] = [
          await invoke(transport, echo(base, false), { value }),
          await invoke(transport, echo(base, true), { value: list }),
        ]
        expect([one, many].map(exactly)).toEqual([value, list].map(exactly))
        expect(await invoke(transport, echo(base, false), { value: one })).toEqual(one)
      }),
      { numRuns: 60 },
    )
  })

  test('every type that appears in the contract is among them', async () => {
    const contract = await readLock(join(import.meta.dirname, '../../generated/contract.lock.json'))
    const used = contract.functions.flatMap((fn) => [...fn.arguments, ...fn.returns.columns])
    for (const { type } of used) expect(Object.keys(values)).toContain(shapeOf(contract, type).base)
  })
})
