import { parse as parseArray } from 'postgres-array'
import { toJson } from './json.ts'
import { fromJson } from './json-read.ts'
import type { WireType } from './transport.ts'

const timestamptz =
  /^(\d{4,6})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?([+-])(\d\d)(?::(\d\d)(?::(\d\d))?)?$/

/**
 * Reads a timestamptz in ISO DateStyle as milliseconds of the epoch, as a Date holds them: microseconds are cut off.
 * Infinity, years BC and other DateStyles have no exact reading and throw.
 */
function millisFromText(text: string): number {
  if (usual.test(text)) return millisFromUsual(text)
  const match = timestamptz.exec(text)
  if (!match) throw new Error('not a timestamp of DateStyle ISO within the years 1 to 275760')
  const [, year, month, day, hour, minute, second, fraction = '', sign, hours, minutes = 0, seconds = 0] =
    match
  const date = new Date(0)
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day))
  date.setUTCHours(Number(hour), Number(minute), Number(second), Number(fraction.padEnd(3, '0').slice(0, 3)))
  // Before they had time zones, places kept local mean time: offsets then have seconds.
  const offset = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)
  return date.getTime() + offset * (sign === '-' ? 1000 : -1000)
}

/** What a server whose time zone is UTC sends of this era. */
const usual = /^[1-9]\d{3}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?\+00$/

function millisFromUsual(text: string): number {
  const digit = (at: number) => text.charCodeAt(at) - 48
  const two = (at: number) => digit(at) * 10 + digit(at + 1)
  const most = text.length - '+00'.length
  let millis = 0
  for (let at = 20; at < 23; at++) millis = millis * 10 + (at < most ? digit(at) : 0)
  return Date.UTC(two(0) * 100 + two(2), two(5) - 1, two(8), two(11), two(14), two(17), millis)
}

function bytesFromText(text: string): Uint8Array {
  if (!/^\\x([0-9a-f]{2})*$/.test(text)) throw new Error('not bytea_output hex')
  const bytes = new Uint8Array((text.length - 2) / 2)
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(text.slice(2 * i + 2, 2 * i + 4), 16)
  return bytes
}

type Reader<T> = (text: string) => T

/** Neighbouring rows often share a text, which is then read once: for values that nobody can change. */
function remembering<T>(read: Reader<T>): Reader<T> {
  let lastText: string | undefined
  let value: T
  return (text) => {
    if (text !== lastText) {
      value = read(text)
      lastText = text
    }
    return value
  }
}

function dateReader(): Reader<Date> {
  const millis = remembering(millisFromText)
  return (text) => new Date(millis(text))
}

const scalarReaders: Readonly<Record<string, () => Reader<unknown>>> = {
  // A cast to text writes the whole word.
  bool: () => (text) => text === 't' || text === 'true',
  bytea: () => bytesFromText,
  int2: () => remembering(Number),
  int4: () => remembering(Number),
  int8: () => remembering(BigInt),
  float4: () => remembering((text) => Math.fround(Number(text))),
  float8: () => remembering(Number),
  json: () => fromJson,
  jsonb: () => fromJson,
  timestamptz: dateReader,
}

/**
 * Makes what decodes PostgreSQL's text form of the values of a column, null excepted. Types not listed above
 * stay text. The reader throws an Error when a text cannot be represented exactly.
 */
export function readerOf(type: WireType): Reader<unknown> {
  if (!type.endsWith('[]')) return (scalarReaders[type] ?? (() => remembering(String)))()
  const element = readerOf(type.slice(0, -2))
  return (text) => parseArray(text, element)
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
  return arrayText(value.map((item: unknown) => toText(element, item)))
}

/** The text form of an array of such texts. */
export function arrayText(items: readonly (string | null)[]): string {
  return `{${items.map((text) => (text === null ? 'NULL' : quoted(text))).join(',')}}`
}

const quoted = (text: string): string => `"${text.replaceAll(/["\\]/g, '\\$&')}"`
