import { InvalidResult } from '../errors.ts'
import { onceFor } from '../once-for.ts'
import type { Answer } from '../postgrest.ts'
import { invalidResult, rowDecoder } from '../rows.ts'
import { readerOf } from '../text.ts'
import type { Column, FunctionSpec, Row } from '../transport.ts'

/**
 * Reads the rows of an answer: a list of objects, one object, a bare value, or nothing.
 *
 * @throws InvalidResult
 */
export function readAnswer(spec: FunctionSpec, { text, contentRange }: Answer): readonly Row[] {
  if (spec.returns === 'none') return []
  const decode = decoderFor(spec)
  const rows = spec.scalar ? valuesOf(spec, text) : recordsOf(spec, text)
  refuseCut(spec, rows.length, contentRange)
  return rows.map(decode)
}

function recordsOf(spec: FunctionSpec, text: string): readonly (readonly unknown[])[] {
  const names = Object.values(spec.columns).map(({ name }) => name)
  return listOf(parsed(spec, text)).map((record) => {
    if (!isRecord(record)) throw malformed(spec)
    return names.map((name) => record[name])
  })
}

/** Numbers become texts before they are parsed, so that none loses a digit. */
function valuesOf(spec: FunctionSpec, text: string): readonly (readonly unknown[])[] {
  const type = Object.values(spec.columns)[0]?.type ?? 'text'
  if (type === 'json' || type === 'jsonb') {
    return listOf(parsed(spec, text), spec.returns === 'many').map((value) => [
      value && JSON.stringify(value),
    ])
  }
  const exact = text.replaceAll(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g, (token) =>
    token.startsWith('"') ? token : `"${token}"`,
  )
  return listOf(parsed(spec, exact), spec.returns === 'many').map((value) => [
    typeof value === 'string' && type === 'timestamptz' ? value.replace('T', ' ') : value,
  ])
}

function parsed(spec: FunctionSpec, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw malformed(spec)
  }
}

/** Without a set the server answers one thing instead of a list of one. */
const listOf = (value: unknown, isList = Array.isArray(value)): readonly unknown[] =>
  isList && Array.isArray(value) ? value : [value]

const decoderFor = onceFor((spec: FunctionSpec) =>
  rowDecoder(spec, ({ type }: Column) => {
    const read = readerOf(type)
    return (cell) => {
      if (typeof cell === 'boolean') return cell
      if (typeof cell !== 'string') throw new TypeError('not the text that was asked for')
      return read(cell)
    }
  }),
)

/**
 * PostgREST holds back rows beyond its `db-max-rows`, though the function did its work for them all: jobs would be
 * claimed and never seen.
 */
function refuseCut(spec: FunctionSpec, received: number, contentRange: string | null): void {
  const total = Number(/\/(\d+)$/.exec(contentRange ?? '')?.[1] ?? received)
  if (total <= received) return
  throw new InvalidResult({
    function: spec.name,
    issues: [{ path: 'rows', message: `${received} of ${total}: PostgREST held back the others` }],
    hint: 'Raise db-max-rows of PostgREST (Supabase: "Max rows"), or ask for fewer at a time.',
  })
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const malformed = (spec: FunctionSpec) => invalidResult(spec, [{ path: 'rows', message: 'cannot be read' }])
