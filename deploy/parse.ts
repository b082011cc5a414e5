import { hasSqlDetails, type Node, parse } from 'libpg-query'
import { DeployError } from './errors.ts'
import { type SqlFile, stem } from './file.ts'
import { lineAndColumn } from './locate.ts'

export const API = 'headgate'
export const PRIVATE = 'headgate_private'

export type FunctionFile = SqlFile & {
  readonly schema: typeof API | typeof PRIVATE
  readonly name: string
  /** `schema.name` */
  readonly qualified: string
  /** Up to and with the `create function` statement. */
  readonly create: string
  /** What follows it: comments. */
  readonly rest: string
}

type Statement = { readonly node: Node; readonly kind: string; readonly start: number; readonly end: number }

/** Statements of a file, with character offsets (libpg-query counts bytes). */
async function statements(file: SqlFile): Promise<Statement[]> {
  if (file.text.trim() === '') return []
  const bytes = Buffer.from(file.text, 'utf8')
  const characters = (offset: number) => bytes.subarray(0, offset).toString('utf8').length
  const tree = await parse(file.text).catch((error: unknown) => {
    throw syntaxError(file, error)
  })
  return (tree.stmts ?? []).flatMap(({ stmt, stmt_location = 0, stmt_len }) => {
    if (stmt === undefined) return []
    const end = stmt_len === undefined || stmt_len === 0 ? bytes.length : stmt_location + stmt_len
    const kind = Object.keys(stmt)[0] ?? ''
    return [{ node: stmt, kind, start: characters(stmt_location), end: characters(end) }]
  })
}

function syntaxError(file: SqlFile, error: unknown): DeployError {
  const message = error instanceof Error ? error.message : String(error)
  const cursor = hasSqlDetails(error) ? error.sqlDetails?.cursorPosition : undefined
  const place = cursor === undefined ? undefined : lineAndColumn(file.text, cursor + 1)
  return new DeployError({
    code: 'source_invalid',
    message: `${file.path}${place === undefined ? '' : `:${place.line}:${place.column}`}: ${message}`,
    hint: 'Correct the file. Nothing was sent to the database.',
    file: file.path,
    ...place,
    cause: error,
  })
}

/**
 * Reads which function a file of `sql/functions/` declares.
 *
 * @throws DeployError `source_invalid` unless the file is one `create function` of the file's own name in one
 *   of our schemas, followed by comments on it
 */
export async function readFunctionFile(file: SqlFile): Promise<FunctionFile> {
  const [first, ...rest] = await statements(file)
  if (first === undefined) throw invalid(file, 0, 'declares no function')
  if (!('CreateFunctionStmt' in first.node))
    throw invalid(file, first.start, 'must begin with `create function`')
  const declared = first.node.CreateFunctionStmt
  const parts = (declared.funcname ?? []).map((part) => ('String' in part ? (part.String.sval ?? '') : ''))
  const [schema, name] = parts
  if (parts.length !== 2 || name === undefined || (schema !== API && schema !== PRIVATE)) {
    throw invalid(file, first.start, `must name its function ${API}.… or ${PRIVATE}.…`)
  }
  const refuse = (what: string) => invalid(file, first.start, `${schema}.${name} ${what}`)
  if (declared.is_procedure === true) throw refuse('is a procedure; only functions are deployed')
  if (declared.replace === true) throw refuse('must be written `create function`, without `or replace`')
  if (declared.sql_body !== undefined) throw refuse('has an atomic body, which would pin what it calls')
  if (name !== stem(file.path)) throw refuse(`must stand in a file named ${name}.sql`)
  const stranger = rest.find((statement) => !isCommentOn(statement, schema, name))
  if (stranger !== undefined) {
    throw invalid(file, stranger.start, `holds something else than ${schema}.${name} and comments on it`)
  }
  return {
    ...file,
    schema,
    name,
    qualified: `${schema}.${name}`,
    create: file.text.slice(0, first.end),
    rest: file.text.slice(first.end).replace(/^;/, ' '),
  }
}

function isCommentOn({ node }: Statement, schema: string, name: string): boolean {
  if (!('CommentStmt' in node)) return false
  const { objtype, object } = node.CommentStmt
  if (objtype !== 'OBJECT_FUNCTION' || object === undefined || !('ObjectWithArgs' in object)) return false
  const parts = (object.ObjectWithArgs.objname ?? []).map((part) =>
    'String' in part ? part.String.sval : '',
  )
  return parts.join('.') === `${schema}.${name}`
}

/**
 * A file of `sql/views/` makes one view of schema `headgate`, named as the file.
 *
 * @throws DeployError `source_invalid`
 */
export async function checkViewFile(file: SqlFile): Promise<void> {
  const views = (await statements(file)).filter(({ node }) => 'ViewStmt' in node)
  const [first, second] = views
  const view = first !== undefined && 'ViewStmt' in first.node ? first.node.ViewStmt.view : undefined
  if (second === undefined && view?.schemaname === API && view.relname === stem(file.path)) return
  throw invalid(
    file,
    (second ?? first)?.start ?? 0,
    `must create ${API}.${stem(file.path)}, and no other view`,
  )
}

/** Statement → the folder where it belongs, because what is made there is replaced as a set. */
const HOMES: Readonly<Record<string, { readonly room: string; readonly what: string }>> = {
  CreateFunctionStmt: { room: 'functions', what: 'create function' },
  ViewStmt: { room: 'views', what: 'create view' },
  CreateTrigStmt: { room: 'policies', what: 'create trigger' },
  CreatePolicyStmt: { room: 'policies', what: 'create policy' },
}

/**
 * Refuses what would escape the one transaction, or the sets that deploy keeps equal to the files.
 *
 * @throws DeployError `source_invalid`
 */
export async function refuseMisplaced(file: SqlFile, room: string): Promise<void> {
  const directive = file.text.indexOf('-- postgres-migrations disable-transaction')
  if (directive >= 0)
    throw invalid(file, directive, 'asks to run outside the transaction; a deploy is one transaction')
  for (const { kind, start } of await statements(file)) {
    if (kind === 'TransactionStmt') {
      throw invalid(file, start, 'begins or ends a transaction; a deploy is one transaction')
    }
    const home = HOMES[kind]
    if (home !== undefined && home.room !== room) {
      throw invalid(file, start, `holds \`${home.what}\`, which belongs in sql/${home.room}/`)
    }
  }
}

function invalid(file: SqlFile, offset: number, what: string): DeployError {
  const before = file.text.slice(0, firstWord(file.text, offset))
  const place = lineAndColumn(file.text, Array.from(before).length + 1)
  return new DeployError({
    code: 'source_invalid',
    message: `${file.path}:${place.line}: ${what}`,
    hint: 'Correct the file. Nothing was sent to the database.',
    file: file.path,
    ...place,
  })
}

/** A statement's location begins right after the one before it; skip to its first word. */
export function firstWord(text: string, offset: number): number {
  const gap = /^(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/)*/.exec(text.slice(offset))
  const start = offset + (gap?.[0].length ?? 0)
  return start < text.length ? start : offset
}
