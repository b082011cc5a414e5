import { parse as parseArray } from 'postgres-array'
import { toJson } from './json.ts'
import { fromJson } from './json-read.ts'
import { partsOfTimestamp, Timestamp, textOfTimestamp } from './timestamp.ts'
import type { WireType } from './transport.ts'

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

function timestampReader(): Reader<Timestamp> {
  const parts = remembering(partsOfTimestamp)
  return (text) => new Timestamp(...parts(text))
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
  timestamptz: timestampReader,
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
  if (value instanceof Date) return textOfTimestamp(value)
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
