import { parse as parseArray } from 'postgres-array'
import { atKey, toJson } from './json.ts'
import { fromJson } from './json-read.ts'
import { fieldsOf, quoted, rowText } from './row-text.ts'
import { partsOfTimestamp, Timestamp, textOfTimestamp } from './timestamp.ts'
import { type CompositeType, elementOf, type WireType } from './transport.ts'

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
  const element = elementOf(type)
  if (element !== undefined) {
    const read = readerOf(element)
    return (text) => parseArray(text, read)
  }
  if (typeof type !== 'string') return compositeReader(type as CompositeType)
  return (scalarReaders[type] ?? (() => remembering(String)))()
}

function compositeReader({ attributes }: CompositeType): Reader<unknown> {
  const readers = Object.entries(attributes).map(([key, { type }]) => ({ key, read: readerOf(type) }))
  return (text) => {
    const fields = fieldsOf(text, readers.length)
    return Object.fromEntries(
      readers.map(({ key, read }, i) => {
        const field = fields[i] ?? null
        return [key, field === null ? null : read(field)]
      }),
    )
  }
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
  const element = elementOf(type)
  if (element !== undefined) return arrayToText(element, value)
  if (typeof type !== 'string') return compositeToText(type as CompositeType, value)
  if (type === 'json' || type === 'jsonb') return toJson(value)
  if (value instanceof Date) return textOfTimestamp(value)
  if (value instanceof Uint8Array) return hex(value)
  return String(value)
}

function arrayToText(element: WireType, value: unknown): string {
  if (!Array.isArray(value)) throw new TypeError('not an array')
  return arrayText(value.map((item: unknown, i) => atKey(i, () => toText(element, item))))
}

function compositeToText({ attributes }: CompositeType, value: unknown): string {
  const members = Object.entries(value as Readonly<Record<string, unknown>>)
  const given = new Map(members)
  return rowText(
    Object.entries(attributes).map(([key, { type }]) =>
      atKey(key, () => toText(type, given.get(key) ?? null)),
    ),
  )
}

/** The text form of an array of such texts. */
export function arrayText(items: readonly (string | null)[]): string {
  return `{${items.map((text) => (text === null ? 'NULL' : quoted(text))).join(',')}}`
}
