/** A value that JSON cannot carry exactly, and where it is. */
export class NotJson extends Error {
  readonly path: string

  constructor(path: string, message: string) {
    super(message)
    this.path = path
  }
}

/**
 * Writes a value as JSON text, exactly: a bigint becomes a number with all its digits, a Date its ISO text.
 * What `JSON.stringify` would drop or blur (NaN, functions, undefined in an array, cycles) is refused.
 *
 * @throws NotJson with the path of the value.
 */
export function toJson(value: unknown, path = '', above: readonly object[] = []): string {
  switch (typeof value) {
    case 'string':
      return stringToJson(value, path)
    case 'boolean':
      return String(value)
    case 'bigint':
      return String(value)
    case 'number':
      if (!Number.isFinite(value)) throw new NotJson(path, `${value} is not a JSON number`)
      return JSON.stringify(value)
    case 'object':
      return value === null ? 'null' : objectToJson(value, path, above)
    default:
      throw new NotJson(path, `${typeof value} is not a JSON value`)
  }
}

function stringToJson(text: string, path: string): string {
  if (text.includes('\0')) throw new NotJson(path, 'PostgreSQL cannot store the character U+0000')
  if (/\p{Surrogate}/u.test(text)) throw new NotJson(path, 'holds half of a surrogate pair')
  return JSON.stringify(text)
}

function objectToJson(value: object, path: string, above: readonly object[]): string {
  if (above.includes(value)) throw new NotJson(path, 'contains itself')
  const within = [...above, value]
  if (hasToJson(value)) return toJson(value.toJSON(), path, within)
  if (Array.isArray(value)) {
    return `[${Array.from(value, (item: unknown, i) => toJson(item, `${path}[${i}]`, within)).join(',')}]`
  }
  const entries = Object.entries(value).filter(([, item]) => item !== undefined)
  return `{${entries
    .map(([key, item]) => {
      const at = path === '' ? key : `${path}.${key}`
      return `${stringToJson(key, at)}:${toJson(item, at, within)}`
    })
    .join(',')}}`
}

function hasToJson(value: object): value is { toJSON(): unknown } {
  return 'toJSON' in value && typeof value.toJSON === 'function'
}
