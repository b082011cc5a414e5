import { JsonNumber } from './json-number.ts'
import { pathOf } from './path.ts'

/** A value that JSON cannot carry exactly, and where it is. */
export class NotJson extends Error {
  /** From the outermost to the value itself. */
  readonly keys: readonly (string | number)[]

  constructor(message: string, keys: readonly (string | number)[] = []) {
    super(message)
    this.keys = keys
  }

  /** For example `a.b[3]`. */
  get path(): string {
    return pathOf(this.keys)
  }
}

/**
 * Writes a value as JSON text, exactly: a bigint or JsonNumber becomes a number with all its digits, a Date its ISO text.
 * What `JSON.stringify` would drop or blur (NaN, functions, undefined in an array, cycles) is refused.
 *
 * @throws NotJson with the path of the value.
 */
export function toJson(value: unknown): string {
  return write(value, [])
}

/** @param above the objects that the value is in. */
function write(value: unknown, above: object[]): string {
  switch (typeof value) {
    case 'string':
      return stringToJson(value)
    case 'boolean':
    case 'bigint':
      return String(value)
    case 'number':
      if (!Number.isFinite(value)) throw new NotJson(`${value} is not a JSON number`)
      return String(value)
    case 'object':
      return value === null ? 'null' : objectToJson(value, above)
    default:
      throw new NotJson(`${typeof value} is not a JSON value`)
  }
}

/** Stands in JSON as it is: printable ASCII without quotes and backslashes. */
const plain = /^[ !#-[\]-~]*$/

function stringToJson(text: string): string {
  if (plain.test(text)) return `"${text}"`
  if (text.includes('\0')) throw new NotJson('PostgreSQL cannot store the character U+0000')
  if (/\p{Surrogate}/u.test(text)) throw new NotJson('holds half of a surrogate pair')
  return JSON.stringify(text)
}

function objectToJson(value: object, above: object[]): string {
  if (above.includes(value)) throw new NotJson('contains itself')
  above.push(value)
  const text =
    value instanceof JsonNumber
      ? value.digits
      : hasToJson(value)
        ? write(value.toJSON(), above)
        : Array.isArray(value)
          ? `[${itemsToJson(value, above)}]`
          : `{${membersToJson(value, above)}}`
  above.pop()
  return text
}

function itemsToJson(items: readonly unknown[], above: object[]): string {
  let text = ''
  for (let i = 0; i < items.length; i++) {
    try {
      text += i === 0 ? write(items[i], above) : `,${write(items[i], above)}`
    } catch (error) {
      throw within(i, error)
    }
  }
  return text
}

function membersToJson(value: object, above: object[]): string {
  const members = value as Readonly<Record<string, unknown>>
  let text = ''
  for (const key of Object.keys(members)) {
    const item = members[key]
    if (item === undefined) continue
    try {
      text += `${text === '' ? '' : ','}${stringToJson(key)}:${write(item, above)}`
    } catch (error) {
      throw within(key, error)
    }
  }
  return text
}

/** What a task answers; of what it refuses it is told that it stands at `key`. */
export function atKey<T>(key: string | number, task: () => T): T {
  try {
    return task()
  } catch (error) {
    throw within(key, error)
  }
}

/** The path is told by those whom the error passes, so that nobody keeps one while all is well. */
function within(key: string | number, error: unknown): unknown {
  return error instanceof NotJson ? new NotJson(error.message, [key, ...error.keys]) : error
}

function hasToJson(value: object): value is { toJSON(): unknown } {
  return 'toJSON' in value && typeof value.toJSON === 'function'
}
