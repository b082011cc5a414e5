import { parse, parsePlPgSQL, scan } from 'libpg-query'
import type { FunctionRow } from './catalog.ts'
import type { Refuse } from './refusal.ts'
import { field, findAll, type Json } from './tree.ts'

// How bodies become trees. libpg-query's module must be loaded.

/** The tree of a whole function: of its PL/pgSQL, or of its definition; null when there is none to be had. */
export async function parseBody(row: FunctionRow, refuse: Refuse): Promise<Json> {
  const subject = `${row.schema}.${row.name}`
  const definition = row.definition ?? ''
  if (row.language === 'plpgsql')
    return await attemptParse(() => parsePlPgSQL(withPlainResult(definition)), subject, refuse)
  return row.language === 'sql' ? await parseSql(definition, subject, refuse) : null
}

/** The tree of SQL text that a function holds. */
export async function parseSql(sql: string, subject: string, refuse: Refuse): Promise<Json> {
  return await attemptParse(() => parse(sql), subject, refuse)
}

/**
 * libpg-query knows no catalog, takes a type of ours for `record`, and refuses to return an array of it.
 * Which array is returned says nothing about errors, so it reads an array of text.
 */
function withPlainResult(definition: string): string {
  return definition.replace(/^ RETURNS (SETOF )?.+\[\]$/m, ' RETURNS $1text[]')
}

async function attemptParse(read: () => Promise<unknown>, subject: string, refuse: Refuse): Promise<Json> {
  try {
    return (await read()) as Json
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    refuse(
      subject,
      `its body cannot be parsed: ${reason}`,
      'Its errors cannot be known without it; simplify the body.',
    )
    return null
  }
}

/** The text of a quoted `as $$ … $$` body; a `begin atomic` body is part of the tree already. */
export function bodiesOf(tree: Json): string[] {
  return findAll(tree, 'DefElem').flatMap((element) => {
    if (field(element, 'defname') !== 'as') return []
    return findAll(field(element, 'arg'), 'String').flatMap((text) => {
      const body = field(text, 'sval')
      return typeof body === 'string' ? [body] : []
    })
  })
}

/** The SQL of an expression of PL/pgSQL, as a statement; undefined for the target of an assignment. */
export async function sqlOf(expression: Json): Promise<string | undefined> {
  const query = field(expression, 'query')
  if (typeof query !== 'string') return undefined
  switch (field(expression, 'parseMode')) {
    case 0:
    case null:
      return query
    case 1:
      return undefined
    case 2:
      return `select ${query}`
    default:
      return await assignmentAsSelect(query)
  }
}

/** `a[f(1)] := g(2)` → `select f(1), g(2)`-like text: the target's subscripts and the value. */
async function assignmentAsSelect(query: string): Promise<string> {
  const bytes = Buffer.from(query)
  const { tokens } = await scan(query)
  let depth = 0
  for (const { text, start, end } of tokens) {
    if (text === '(' || text === '[') depth++
    if (text === ')' || text === ']') depth--
    if (depth > 0 || (text !== ':=' && text !== '=')) continue
    const target = bytes.subarray(0, start).toString()
    const value = bytes.subarray(end).toString()
    return target.includes('[') ? `select (${target}), ${value}` : `select ${value}`
  }
  return `select ${query}`
}
