import { field, findAll, isList, type Json } from './tree.ts'

/** What the calls of the raiser say: message templates of `format`, and the keys of DETAIL. */
export interface Said {
  readonly messages: readonly string[]
  readonly details: readonly string[]
}

/** Reads the second and the third argument of a call of the raiser, as far as they are written out. */
export function saidBy(args: readonly Json[]): Said {
  return { messages: templatesIn(args[1] ?? null), details: keysIn(args[2] ?? null) }
}

/** The literal itself, the template of each `format`, and each literal of a case. */
function templatesIn(message: Json): string[] {
  const own = literal(message)
  if (own !== undefined) return [own]
  const formats = findAll(message, 'FuncCall').flatMap((call) =>
    isNamed(call, 'format') ? firstLiteral(call) : [],
  )
  const results = findAll(message, 'CaseWhen').flatMap((it) => literal(field(it, 'result')) ?? [])
  const others = findAll(message, 'defresult').flatMap((it) => literal(it) ?? [])
  return [...formats, ...results, ...others].filter((text) => /[a-z]{3}/i.test(text))
}

/** Every other argument of `jsonb_build_object`. */
function keysIn(detail: Json): string[] {
  return findAll(detail, 'FuncCall').flatMap((call) => {
    if (!isNamed(call, 'jsonb_build_object')) return []
    return listOf(field(call, 'args')).flatMap((arg, i) => (i % 2 === 0 ? (literal(arg) ?? []) : []))
  })
}

function isNamed(call: Json, name: string): boolean {
  return field(field(listOf(field(call, 'funcname')).at(-1) ?? null, 'String'), 'sval') === name
}

function firstLiteral(call: Json): string[] {
  return listOf(field(call, 'args'))
    .slice(0, 1)
    .flatMap((arg) => literal(arg) ?? [])
}

function literal(node: Json): string | undefined {
  const text = field(field(field(node, 'A_Const'), 'sval'), 'sval')
  return typeof text === 'string' ? text : undefined
}

const listOf = (node: Json): readonly Json[] => (node !== null && isList(node) ? node : [])
