import { InvalidResult } from '../errors.ts'
import { JsonNumber } from '../json-number.ts'
import { fromJsonWith } from '../json-read.ts'
import { onceFor } from '../once-for.ts'
import type { Answer } from '../postgrest.ts'
import { invalidResult, rowDecoder } from '../rows.ts'
import { readerOf } from '../text.ts'
import type { Column, FunctionSpec, Row } from '../transport.ts'
import { textFromJson } from './text-from-json.ts'

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

function valuesOf(spec: FunctionSpec, text: string): readonly (readonly unknown[])[] {
  const type = Object.values(spec.columns)[0]?.type ?? 'text'
  const answered = parsed(spec, text, (json) => fromJsonWith((digits) => new JsonNumber(digits), json))
  return listOf(answered, spec.returns === 'many').map((value) => [textFromJson(type, value)])
}

function parsed(spec: FunctionSpec, text: string, parse: (text: string) => unknown = JSON.parse): unknown {
  try {
    return parse(text)
  } catch {
    throw malformed(spec)
  }
}

/** Without a set the server answers one thing instead of a list of one. */
const listOf = (value: unknown, isList = true): readonly unknown[] =>
  isList && Array.isArray(value) ? value : [value]

const decoderFor = onceFor((spec: FunctionSpec) =>
  rowDecoder(spec, ({ type }: Column) => {
    const read = readerOf(type)
    return (cell) => {
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
