import { parse as parseArray } from 'postgres-array'
import { toJson } from './json.ts'
import type { WireType } from './transport.ts'

const timestamptz =
  /^(\d{4,6})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?([+-])(\d\d)(?::(\d\d)(?::(\d\d))?)?$/

/**
 * Reads a timestamptz in ISO DateStyle. A Date holds milliseconds: microseconds are cut off.
 * Infinity, years BC and other DateStyles have no exact reading and throw.
 */
function dateFromText(text: string): Date {
  const match = timestamptz.exec(text)
  if (!match) throw new Error('not a timestamp of DateStyle ISO within the years 1 to 275760')
  const [, year, month, day, hour, minute, second, fraction = '', sign, hours, minutes = 0, seconds = 0] =
    match
  const date = new Date(0)
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day))
  date.setUTCHours(Number(hour), Number(minute), Number(second), Number(fraction.padEnd(3, '0').slice(0, 3)))
  // Before they had time zones, places kept local mean time: offsets then have seconds.
  const offset = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)
  return new Date(date.getTime() + offset * (sign === '-' ? 1000 : -1000))
}

function bytesFromText(text: string): Uint8Array {
  if (!/^\\x([0-9a-f]{2})*$/.test(text)) throw new Error('not bytea_output hex')
  const bytes = new Uint8Array((text.length - 2) / 2)
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(text.slice(2 * i + 2, 2 * i + 4), 16)
  return bytes
}

const readers: Readonly<Record<string, (text: string) => unknown>> = {
  bool: (text) => text === 't',
  bytea: bytesFromText,
  int2: Number,
  int4: Number,
  int8: BigInt,
  float4: Number,
  float8: Number,
  json: JSON.parse,
  jsonb: JSON.parse,
  timestamptz: dateFromText,
}

/**
 * Decodes PostgreSQL's text form of a value that is not null. Types not listed above stay text.
 *
 * @throws Error when the text cannot be represented exactly.
 */
export function fromText(type: WireType, text: string): unknown {
  if (!type.endsWith('[]')) return (readers[type] ?? String)(text)
  const element = type.slice(0, -2)
  return parseArray(text, (item) => fromText(element, item))
}

function hex(bytes: Uint8Array): string {
  return `\\x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`
}

/**
 * Encodes a checked argument as PostgreSQL reads it in text form; null stays null.
 *
 * @throws NotJson when a json value cannot be written exactly.
 */
export function toText(type: WireType, value: unknown): string | null {
  // A JSON null is a value of jsonb, but a null argument means the SQL NULL everywhere else in the API.
  if (value === null) return null
  if (type.endsWith('[]')) return arrayToText(type.slice(0, -2), value)
  if (type === 'json' || type === 'jsonb') return toJson(value)
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Uint8Array) return hex(value)
  return String(value)
}

function arrayToText(element: WireType, value: unknown): string {
  if (!Array.isArray(value)) throw new TypeError('not an array')
  const items = value.map((item: unknown) => {
    const text = toText(element, item)
    return text === null ? 'NULL' : `"${text.replaceAll(/["\\]/g, '\\$&')}"`
  })
  return `{${items.join(',')}}`
}
