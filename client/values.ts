import * as z from 'zod'
import { firstMoment, Timestamp } from './timestamp.ts'

// The checks that generated schemas are built from. `argument` is what a caller may give,
// `column` what the server must answer; each names a base type of pg_catalog.

const bigintMin = -(2n ** 63n)
const bigintMax = 2n ** 63n - 1n
const smallMax = 32_767

const int2 = z
  .int()
  .min(-smallMax - 1)
  .max(smallMax)
const int4 = z.int32()
const int8 = z.bigint().min(bigintMin).max(bigintMax)
const uuid = z.guid()
const decimal = z.string().regex(/^-?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i, 'expected a decimal number as text')

/** What the server writes of a numeric. */
export const numericText = /^-?(\d+(\.\d*)?|\.\d+|Infinity)$|^NaN$/

const text = z
  .string()
  .refine((value) => !value.includes('\0'), 'PostgreSQL cannot store the character U+0000')
  .refine((value) => !/\p{Surrogate}/u.test(value), 'holds half of a surrogate pair')

const json = z.unknown().refine((value) => value !== undefined, 'expected a JSON value')

/** A Date can hold years that PostgreSQL cannot. */
const moment = z.date().refine((date) => date.getTime() >= firstMoment, 'before 4714-11-24 BC')

/** Doubles answer plain Dates. */
const timestamp = z.date().transform((date) => (date instanceof Timestamp ? date : new Timestamp(date)))

/** Checks of arguments, by base type. */
export const argument = {
  bool: z.boolean(),
  bytea: z.instanceof(Uint8Array),
  date: z.iso.date(),
  float4: z.number(),
  float8: z.number(),
  int2,
  int4,
  int8: z.union([int8, z.int().transform(BigInt)]),
  interval: text,
  json,
  jsonb: json,
  numeric: z.union([decimal, z.number().transform(String)]),
  text,
  time: text,
  timestamp: text,
  timestamptz: moment,
  uuid,
} as const

/** Checks of result columns, by base type. */
export const column = {
  bool: z.boolean(),
  bytea: z.instanceof(Uint8Array),
  date: z.string(),
  float4: z.number(),
  float8: z.number(),
  int2,
  int4,
  int8,
  interval: z.string(),
  json: z.unknown(),
  jsonb: z.unknown(),
  numeric: z.string().regex(numericText, 'expected a number as text'),
  text: z.string(),
  time: z.string(),
  timestamp: z.string(),
  timestamptz: timestamp,
  uuid,
} as const
