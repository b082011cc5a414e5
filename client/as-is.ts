import * as z from 'zod'
import { onceFor } from './once-for.ts'
import { Timestamp } from './timestamp.ts'
import { argument, column, numericText } from './values.ts'

/** Whether a value surely passes a check. */
type Test = (value: unknown) => boolean

/**
 * A quick test in front of a schema: true only of a value that the schema would pass and give back as it is.
 * False says nothing: the schema must be asked, and has the words for what is wrong.
 */
export const asIs: (schema: z.ZodType) => Test = onceFor(
  (schema) => base(schema) ?? derived(schema) ?? asked(schema),
)

function asked(schema: z.ZodType): Test {
  return (value) => {
    const { success, data } = schema.safeParse(value)
    return success && Object.is(data, value)
  }
}

function derived(schema: z.ZodType): Test | undefined {
  if (schema.def.checks !== undefined && schema.def.checks.length > 0) return undefined
  if (schema instanceof z.ZodArray) return arrayOf(schema.element as z.ZodType)
  if (schema instanceof z.ZodNullable) return orElse(null, schema.unwrap() as z.ZodType)
  if (schema instanceof z.ZodOptional) return orElse(undefined, schema.unwrap() as z.ZodType)
  if (schema instanceof z.ZodObject) return objectOf(schema)
  return undefined
}

function arrayOf(element: z.ZodType): Test {
  const test = asIs(element)
  return (value) => Array.isArray(value) && value.every(test)
}

function orElse(also: null | undefined, schema: z.ZodType): Test {
  const test = asIs(schema)
  return (value) => value === also || test(value)
}

/** Unknown keys, which a schema drops or refuses, are for it to judge. */
function objectOf({ def: { shape, catchall } }: z.ZodObject): Test | undefined {
  if (catchall !== undefined && !(catchall instanceof z.ZodNever)) return undefined
  const members = Object.entries(shape).map(([key, schema]) => ({
    key,
    test: asIs(schema),
    isOptional: schema instanceof z.ZodOptional,
  }))
  return (value) => {
    if (!isPlainObject(value)) return false
    let found = 0
    for (const { key, test, isOptional } of members) {
      const member = value[key]
      if (member === undefined ? !isOptional : !test(member)) return false
      if (member !== undefined || key in value) found += 1
    }
    return found === countKeys(value)
  }
}

function countKeys(value: object): number {
  let count = 0
  for (const _ in value) count += 1
  return count
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}

const isString: Test = (value) => typeof value === 'string'
const isStorable: Test = (value) => typeof value === 'string' && !/\0|\p{Surrogate}/u.test(value)
const isFloat: Test = (value) => Number.isFinite(value)
const isInt2: Test = (value) => typeof value === 'number' && value === (value << 16) >> 16
const isInt4: Test = (value) => typeof value === 'number' && value === (value | 0)
const isInt8: Test = (value) => typeof value === 'bigint' && BigInt.asIntN(64, value) === value
const isGiven: Test = (value) => value !== undefined

/** Neighbours often share one, the token of their lease. */
function createUuidTest(): Test {
  let last: unknown
  return (value) => {
    if (typeof value !== 'string') return false
    if (value === last) return true
    if (!z.regexes.guid.test(value)) return false
    last = value
    return true
  }
}

/** Schemas not in here are asked. */
const tests: ReadonlyMap<z.ZodType, Test> = new Map<z.ZodType, Test>([
  [column.bool, (value) => typeof value === 'boolean'],
  [column.float8, isFloat],
  [column.int2, isInt2],
  [column.int4, isInt4],
  [column.int8, isInt8],
  [column.json, isGiven],
  [column.jsonb, isGiven],
  [column.numeric, (value) => typeof value === 'string' && numericText.test(value)],
  [column.text, isString],
  [column.timestamptz, (value) => value instanceof Timestamp && !Number.isNaN(value.getTime())],
  [column.uuid, createUuidTest()],
  [argument.float8, isFloat],
  [argument.int8, isInt8],
  [argument.jsonb, isGiven],
  [argument.text, isStorable],
])

function base(schema: z.ZodType): Test | undefined {
  return tests.get(schema)
}
