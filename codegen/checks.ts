import { parseSync } from 'libpg-query'
import type { Contract, TypeName } from './contract.ts'
import { field, findAll, isList, type Json } from './tree.ts'

// CHECK constraints of domains as TypeScript. What cannot be said with the same meaning on both sides is left to
// the server: a comparison of texts depends on its collation, an escape in a pattern on its dialect.

/** A condition on `value` in TypeScript, and as SQL says it. */
export interface Condition {
  readonly source: string
  readonly sql: string
}

const numbers = new Set(['int2', 'int4', 'int8', 'numeric'])

/** The conditions on a domain and on those below it, as far as they can be judged without the server. libpg-query's module must be loaded. */
export function conditionsOf(contract: Contract, type: TypeName, base: string): readonly Condition[] {
  const domain = contract.domains.find(({ name }) => name === type)
  if (domain === undefined) return []
  const own = domain.checks.flatMap((check) => {
    const sql = check.replace(/^CHECK \(/, '').replace(/\)$/, '')
    const source = compile(expressionOf(sql), base)
    return source === undefined ? [] : [{ source, sql }]
  })
  return [...conditionsOf(contract, domain.over, base), ...own]
}

function expressionOf(sql: string): Json {
  const tree = parseSync(`select ${sql}`) as Json
  return field(findAll(tree, 'ResTarget')[0] ?? null, 'val')
}

function compile(node: Json, base: string): string | undefined {
  const bool = field(node, 'BoolExpr')
  const operator = { AND_EXPR: ' && ', OR_EXPR: ' || ' }[String(field(bool, 'boolop'))]
  if (operator !== undefined) {
    const parts = listOf(field(bool, 'args')).map((part) => compile(part, base))
    return parts.every((part) => part !== undefined) ? `(${parts.join(operator)})` : undefined
  }
  const expression = field(node, 'A_Expr')
  const name = String(field(field(listOf(field(expression, 'name'))[0] ?? null, 'String'), 'sval'))
  const [left, right] = [field(expression, 'lexpr'), field(expression, 'rexpr')]
  if (field(expression, 'kind') === 'AEXPR_OP_ANY') return name === '=' ? among(left, right, base) : undefined
  if (field(expression, 'kind') !== 'AEXPR_OP') return undefined
  if (name === '~') return isValue(left) && base === 'text' ? matches(literal(right)) : undefined
  return comparison(name, left, right, base)
}

const comparisons: Readonly<Record<string, string>> = {
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
  '=': '===',
  '<>': '!==',
}

function comparison(name: string, left: Json, right: Json, base: string): string | undefined {
  const operator = comparisons[name]
  const limit = literal(right)
  if (operator === undefined || limit === undefined) return undefined
  const isLength = isCallOn(left, ['length', 'char_length', 'character_length']) && base === 'text'
  if (isLength && /^\d+$/.test(limit)) return `lengthOf(value) ${operator} ${limit}`
  const isNumber = isValue(left) && numbers.has(base) && /^-?\d+(\.\d+)?$/.test(limit)
  return isNumber ? `compareDecimals(value, ${quote(limit)}) ${operator} 0` : undefined
}

function among(left: Json, right: Json, base: string): string | undefined {
  const items = listOf(field(field(right, 'A_ArrayExpr'), 'elements')).map(literal)
  if (!isValue(left) || base !== 'text' || items.length === 0) return undefined
  return items.every((item) => item !== undefined)
    ? `[${items.map(quote).join(', ')}].includes(value)`
    : undefined
}

/** Patterns whose every sign means the same to both: no escapes, no classes by name, no look-around. */
function matches(pattern: string | undefined): string | undefined {
  if (
    pattern === undefined ||
    !/^[\w :;,.@/\-[\](){}|+*?^$]*$/.test(pattern) ||
    /\[[:.=]|\(\?|\[\]|\[\^\]|^\*/.test(pattern)
  ) {
    return undefined
  }
  try {
    new RegExp(pattern, 'su')
  } catch {
    return undefined
  }
  return `new RegExp(${quote(pattern)}, 'su').test(value)`
}

function isValue(node: Json): boolean {
  const names = listOf(field(field(node, 'ColumnRef'), 'fields'))
  if (names.length === 1) return field(field(names[0] ?? null, 'String'), 'sval') === 'value'
  const cast = field(node, 'TypeCast')
  return cast !== null && isValue(field(cast, 'arg'))
}

function isCallOn(node: Json, functions: readonly string[]): boolean {
  const call = field(node, 'FuncCall')
  const name = field(field(listOf(field(call, 'funcname')).at(-1) ?? null, 'String'), 'sval')
  const args = listOf(field(call, 'args'))
  return functions.includes(String(name)) && args.length === 1 && isValue(args[0] ?? null)
}

function literal(node: Json): string | undefined {
  const cast = field(node, 'TypeCast')
  if (cast !== null) return literal(field(cast, 'arg'))
  const constant = field(node, 'A_Const')
  if (field(constant, 'ival') !== null) return String(field(field(constant, 'ival'), 'ival') ?? 0)
  const text = field(field(constant, 'sval'), 'sval') ?? field(field(constant, 'fval'), 'fval')
  return typeof text === 'string' ? text : undefined
}

const quote = (text: string): string =>
  `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`

const listOf = (node: Json): readonly Json[] => (node !== null && isList(node) ? node : [])
