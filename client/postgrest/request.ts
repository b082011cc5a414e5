import { InvalidArguments } from '../errors.ts'
import { atKey, NotJson, toJson } from '../json.ts'
import { onceFor } from '../once-for.ts'
import { pathOf as pathWithin } from '../path.ts'
import { toText } from '../text.ts'
import {
  type Argument,
  elementOf,
  type FunctionCall,
  type FunctionSpec,
  type WireType,
} from '../transport.ts'

/**
 * The path of a function. Its columns are asked for as text: JSON numbers lose digits in every client, and so all
 * transports read the same words. A bare value has no columns to ask for.
 */
export const pathOf = onceFor((spec: FunctionSpec): string => {
  const path = `/rpc/${encodeURIComponent(spec.name)}`
  const columns = spec.scalar ? [] : Object.values(spec.columns)
  if (columns.length === 0) return path
  return `${path}?select=${columns.map(({ name }) => `${encodeURIComponent(quote(name))}::text`).join(',')}`
})

const quote = (name: string): string => (/^[a-z_][a-z0-9_]*$/.test(name) ? name : JSON.stringify(name))

/** The arguments by their names in SQL; those left out take their defaults there. */
export function bodyOf({ function: spec, arguments: given }: FunctionCall): string {
  return `{${given.map((it) => `${JSON.stringify(it.parameter.name)}:${encode(spec, it)}`).join(',')}}`
}

function encode(spec: FunctionSpec, { key, parameter, value }: Argument): string {
  try {
    return jsonOf(parameter.type, value)
  } catch (error) {
    if (!(error instanceof NotJson)) throw error
    throw new InvalidArguments({
      function: spec.name,
      issues: [{ path: pathWithin([key, ...error.keys]), message: error.message }],
      hint: 'Give a value that JSON can carry exactly.',
    })
  }
}

/** The server makes a text of what is not JSON, and reads that: every value travels as in SQL. */
function jsonOf(type: WireType, value: unknown): string {
  if (type === 'json' || type === 'jsonb') return toJson(value)
  const element = elementOf(type)
  if (element !== undefined && Array.isArray(value))
    return `[${value.map((item, i) => atKey(i, () => jsonOf(element, item))).join(',')}]`
  return toJson(toText(type, value))
}
