import { parse, parsePlPgSQL, scan } from 'libpg-query'
import type { Catalog, FunctionRow } from './catalog.ts'
import type { Refuse } from './refusal.ts'
import { field, findAll, isList, type Json } from './tree.ts'

/** Something in a body that can end in an error: a raise, or a call of another function of ours. */
export interface Site {
  readonly kind: 'raise' | 'call'
  /** An SQLSTATE, or a qualified function name. */
  readonly what: string
  /** SQLSTATEs that handlers around it catch; `all` is `when others`. */
  readonly caught: ReadonlySet<string> | 'all'
}

/** What the handlers around a site swallow. */
type Caught = Site['caught']

/** The one function that raises; its callers name the code. */
export const raiser = 'headgate_private.raise'
const ourCode = /^JQ[0-9A-Z]{3}$/
const nothing: Caught = new Set()

/** Every place in one body that can end in an error. libpg-query's module must be loaded. */
export async function sitesIn(row: FunctionRow, catalog: Catalog, refuse: Refuse): Promise<Site[]> {
  const subject = `${row.schema}.${row.name}`
  const definition = row.definition ?? ''
  const sites: Site[] = []
  const reader = { subject, catalog, refuse, sites }
  if (row.language === 'plpgsql') {
    const tree = (await attemptParse(
      () => parsePlPgSQL(withPlainResult(definition)),
      subject,
      refuse,
    )) as Json
    await walkPlPgSql(tree, nothing, reader)
  } else if (row.language === 'sql') {
    const tree = (await attemptParse(() => parse(definition), subject, refuse)) as Json
    walkSql(tree, nothing, reader)
    for (const body of bodiesOf(tree)) await walkText(body, nothing, reader)
  }
  return sites
}

/**
 * libpg-query knows no catalog, takes a type of ours for `record`, and refuses to return an array of it.
 * Which array is returned says nothing about errors, so it reads an array of text.
 */
function withPlainResult(definition: string): string {
  return definition.replace(/^ RETURNS (SETOF )?.+\[\]$/m, ' RETURNS $1text[]')
}

interface Reader {
  readonly subject: string
  readonly catalog: Catalog
  readonly refuse: Refuse
  readonly sites: Site[]
}

async function attemptParse(read: () => Promise<unknown>, subject: string, refuse: Refuse): Promise<unknown> {
  try {
    return await read()
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
function bodiesOf(tree: Json): string[] {
  return findAll(tree, 'DefElem').flatMap((element) => {
    if (field(element, 'defname') !== 'as') return []
    return findAll(field(element, 'arg'), 'String').flatMap((text) => {
      const body = field(text, 'sval')
      return typeof body === 'string' ? [body] : []
    })
  })
}

async function walkPlPgSql(node: Json, caught: Caught, reader: Reader): Promise<void> {
  if (node === null || typeof node !== 'object') return
  if (isList(node)) {
    for (const item of node) await walkPlPgSql(item, caught, reader)
    return
  }
  for (const [key, value] of Object.entries(node)) {
    if (key === 'PLpgSQL_expr') await walkExpression(value, caught, reader)
    else if (key === 'PLpgSQL_stmt_block') await walkBlock(value, caught, reader)
    else if (key === 'PLpgSQL_stmt_raise') await walkRaise(value, caught, reader)
    else await walkPlPgSql(value, caught, reader)
  }
}

async function walkBlock(block: Json, caught: Caught, reader: Reader): Promise<void> {
  const handlers = handlersOf(block)
  await walkPlPgSql(field(block, 'body'), union(caught, handlers.map(caughtBy)), reader)
  for (const handler of handlers) await walkPlPgSql(field(handler, 'action'), caught, reader)
}

/** The handlers of this block, not of blocks inside them. */
function handlersOf(block: Json): Json[] {
  const list = field(field(field(block, 'exceptions'), 'PLpgSQL_exception_block'), 'exc_list')
  return isList(list) ? list.map((item) => field(item, 'PLpgSQL_exception')) : []
}

/** What a handler swallows: nothing when it raises the error again. */
function caughtBy(handler: Json): Caught {
  if (findAll(field(handler, 'action'), 'PLpgSQL_stmt_raise').some(isReraise)) return nothing
  const names = findAll(field(handler, 'conditions'), 'PLpgSQL_condition').map((it) =>
    String(field(it, 'condname')),
  )
  return names.some((name) => name.toLowerCase() === 'others') ? 'all' : new Set(names)
}

function isReraise(raise: Json): boolean {
  return ['message', 'condname', 'options'].every((key) => field(raise, key) === null)
}

function union(first: Caught, others: readonly Caught[]): Caught {
  if (first === 'all' || others.includes('all')) return 'all'
  return new Set([first, ...others].flatMap((set) => (set === 'all' ? [] : [...set])))
}

const errorLevel = 21
const errcodeOption = 0

async function walkRaise(raise: Json, caught: Caught, reader: Reader): Promise<void> {
  const level = field(raise, 'elog_level')
  if (typeof level !== 'number' || level >= errorLevel) {
    const codes = [
      field(raise, 'condname'),
      ...findAll(field(raise, 'options'), 'PLpgSQL_raise_option').map(errcodeOf),
    ]
    for (const code of codes) {
      if (typeof code === 'string' && ourCode.test(code))
        reader.sites.push({ kind: 'raise', what: code, caught })
    }
  }
  await walkPlPgSql([field(raise, 'params'), field(raise, 'options')], caught, reader)
}

function errcodeOf(option: Json): Json {
  if ((field(option, 'opt_type') ?? errcodeOption) !== errcodeOption) return null
  const query = field(field(field(option, 'expr'), 'PLpgSQL_expr'), 'query')
  return typeof query === 'string' ? (/^\s*'([^']*)'/.exec(query)?.[1] ?? null) : null
}

async function walkExpression(expression: Json, caught: Caught, reader: Reader): Promise<void> {
  const query = field(expression, 'query')
  if (typeof query !== 'string') return
  switch (field(expression, 'parseMode')) {
    case 0:
    case null:
      return walkText(query, caught, reader)
    case 1:
      return
    case 2:
      return walkText(`select ${query}`, caught, reader)
    default:
      return walkText(await assignmentAsSelect(query), caught, reader)
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

async function walkText(sql: string, caught: Caught, reader: Reader): Promise<void> {
  const tree = await attemptParse(() => parse(sql), reader.subject, reader.refuse)
  walkSql(tree as Json, caught, reader)
}

const writes: Readonly<Record<string, string>> = {
  InsertStmt: 'insert',
  UpdateStmt: 'update',
  DeleteStmt: 'delete',
}

function walkSql(tree: Json, caught: Caught, reader: Reader): void {
  for (const call of findAll(tree, 'FuncCall')) noteCall(call, caught, reader)
  for (const [statement, event] of Object.entries(writes)) {
    for (const write of findAll(tree, statement)) noteTriggers(write, event, caught, reader)
  }
}

function noteCall(call: Json, caught: Caught, { subject, refuse, sites }: Reader): void {
  const name = findAll(field(call, 'funcname'), 'String')
    .map((part) => String(field(part, 'sval')))
    .join('.')
  if (name !== raiser) {
    sites.push({ kind: 'call', what: name, caught })
    return
  }
  const args = field(call, 'args')
  const first = isList(args) ? field(field(field(args[0] ?? null, 'A_Const'), 'sval'), 'sval') : null
  if (typeof first === 'string' && ourCode.test(first)) sites.push({ kind: 'raise', what: first, caught })
  else {
    refuse(
      subject,
      `calls ${raiser} without a literal SQLSTATE of class JQ as its first argument`,
      `Write ${raiser}('JQnnn', …), so that the errors of a function can be read from its body.`,
    )
  }
}

function noteTriggers(write: Json, event: string, caught: Caught, { catalog, sites }: Reader): void {
  const relation = field(write, 'relation')
  const table = `${String(field(relation, 'schemaname'))}.${String(field(relation, 'relname'))}`
  for (const trigger of catalog.triggers) {
    if (trigger.table === table && trigger.events.some((it) => it === event)) {
      sites.push({ kind: 'call', what: trigger.function, caught })
    }
  }
}
