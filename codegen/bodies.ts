import type { Catalog, FunctionRow } from './catalog.ts'
import { bodiesOf, parseBody, parseSql, sqlOf } from './parsing.ts'
import type { Refuse } from './refusal.ts'
import { type Said, saidBy } from './said.ts'
import { field, findAll, isList, type Json } from './tree.ts'

/** Something in a body that can end in an error: a raise, or a call of another function of ours. */
export interface Site {
  readonly kind: 'raise' | 'call'
  /** An SQLSTATE, or a qualified function name. */
  readonly what: string
  /** SQLSTATEs that handlers around it catch; `all` is `when others`. */
  readonly caught: ReadonlySet<string> | 'all'
  /** What a raise says, where it goes through the one function that raises. */
  readonly said?: Said
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
  const sites: Site[] = []
  const reader = { subject, catalog, refuse, sites }
  const tree = await parseBody(row, refuse)
  if (row.language === 'plpgsql') await walkPlPgSql(tree, nothing, reader)
  else {
    walkSql(tree, nothing, reader)
    for (const body of bodiesOf(tree)) await walkText(body, nothing, reader)
  }
  return sites
}

interface Reader {
  readonly subject: string
  readonly catalog: Catalog
  readonly refuse: Refuse
  readonly sites: Site[]
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
  const sql = await sqlOf(expression)
  if (sql !== undefined) await walkText(sql, caught, reader)
}

async function walkText(sql: string, caught: Caught, reader: Reader): Promise<void> {
  walkSql(await parseSql(sql, reader.subject, reader.refuse), caught, reader)
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
  if (typeof first === 'string' && ourCode.test(first)) {
    sites.push({ kind: 'raise', what: first, caught, said: saidBy(isList(args) ? args : []) })
  } else {
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
