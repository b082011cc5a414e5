import { readerOf, toText } from '../client/text.ts'
import type { FunctionCall, FunctionSpec, Transport } from '../client/transport.ts'
import * as generated from '../generated/index.ts'
import type { DoubledCall } from './double.ts'

interface Sent {
  readonly text: string
  readonly values: readonly (string | null)[]
}

type Query = (...how: unknown[]) => unknown

/** See `Double.within`. */
export function withinQueryable<Queryable extends object>(
  queryable: Queryable,
  transportTo: (record: DoubledCall[]) => Transport,
  committed: DoubledCall[],
): Queryable {
  /** What waits for the commit; undefined outside a transaction. */
  let pending: DoubledCall[] | undefined

  async function query(...how: unknown[]): Promise<unknown> {
    const [sent] = how
    const call = callIn(sent)
    if (call) return { rows: cellsOf(call.function, await transportTo(pending ?? committed).call(call)) }
    const answer = await (Reflect.get(queryable, 'query') as Query).apply(queryable, how)
    noteBounds(textOf(sent))
    return answer
  }

  function noteBounds(text: string): void {
    if (/^\s*(begin|start\s+transaction)\b/i.test(text)) pending = []
    if (/^\s*(commit|end)\b/i.test(text)) committed.push(...(pending ?? []))
    if (/^\s*(commit|end|rollback(?!\s+to)|abort)\b/i.test(text)) pending = undefined
  }

  async function connect(...how: unknown[]): Promise<unknown> {
    const client: unknown = await (Reflect.get(queryable, 'connect') as Query).apply(queryable, how)
    return typeof client === 'object' && client !== null
      ? withinQueryable(client, transportTo, committed)
      : client
  }

  return new Proxy(queryable, {
    get(target, key) {
      if (key === 'query') return query
      if (key === 'connect') return connect
      const value: unknown = Reflect.get(target, key)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

const textOf = (sent: unknown): string => {
  if (typeof sent === 'string') return sent
  return typeof sent === 'object' && sent !== null && 'text' in sent ? String(sent.text) : ''
}

const specs = new Map(
  Object.values(generated).flatMap((it: unknown) => (isSpec(it) ? [[it.name, it] as const] : [])),
)

function isSpec(value: unknown): value is FunctionSpec {
  return typeof value === 'object' && value !== null && 'parameters' in value && 'columns' in value
}

/** The call that the transport made this query of; undefined: it is somebody else's query. */
function callIn(sent: unknown): FunctionCall | undefined {
  if (typeof sent !== 'object' || sent === null || !('rowMode' in sent)) return undefined
  const { text, values } = sent as unknown as Sent
  const [, name = '', given = ''] = /\bfrom headgate\."(\w+)"\((.*?)\)(?: as r\b.*)?$/s.exec(text) ?? []
  const spec = specs.get(name)
  if (spec === undefined) return undefined
  const byName = new Map([...given.matchAll(/"(\w+)" => \$(\d+)/g)].map(([, arg, n]) => [arg, Number(n) - 1]))
  const args = Object.entries(spec.parameters).flatMap(([key, parameter]) => {
    const index = byName.get(parameter.name)
    if (index === undefined) return []
    const cell = values[index] ?? null
    return [{ key, parameter, value: cell === null ? null : readerOf(parameter.type)(cell) }]
  })
  return { function: spec, arguments: args }
}

function cellsOf(spec: FunctionSpec, rows: Awaited<ReturnType<Transport['call']>>): readonly unknown[][] {
  return rows.map((row) =>
    Object.entries(spec.columns).map(([key, { type }]) => toText(type, row[key] ?? null)),
  )
}
