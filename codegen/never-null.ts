import type { Catalog, FunctionRow } from './catalog.ts'
import { rawArguments } from './function.ts'
import { attributeRead, isMisplaced, type NeverNull, surelyFindsRow } from './never-null-query.ts'
import { bodiesOf, parseBody, parseSql, sqlOf } from './parsing.ts'
import type { Refuse } from './refusal.ts'
import { findAll, isList, type Json } from './tree.ts'
import { unassignedAtReturn } from './unassigned.ts'

// A NOT NULL domain is checked where a value is cast to it, and nowhere else: an outer join, an empty subquery,
// an attribute of a null composite or a variable without a value is null all the same. So a result counts as
// never null only where its column is itself the cast, or is converted when the function returns it.

/** Refuses every result that is declared never null and may be null, of public and private functions. */
export async function refuseLeaks(catalog: Catalog, refuse: Refuse): Promise<void> {
  for (const { column, type, composite } of catalog.stored) {
    if (composite) continue
    refuse(
      column,
      `has the type ${type}: a result read from it could be null unchecked`,
      'Keep NOT NULL domains in the results of functions; give the column their base type and NOT NULL.',
    )
  }
  const known = neverNull(catalog)
  for (const row of catalog.functions) {
    const columns = outputs(row).filter(({ type }) => isNeverNull(type, catalog))
    if (columns.length > 0) await judge(row, columns, known, refuse)
  }
}

interface Output {
  readonly name: string
  readonly mode: string
  readonly type: number
}

/** What a function answers: its OUT and TABLE columns, or its one value. */
function outputs(row: FunctionRow): readonly Output[] {
  const columns = rawArguments(row).filter(({ mode }) => 'obt'.includes(mode))
  return columns.length > 0 ? columns : [{ name: '', mode: 'value', type: row.returnType }]
}

function isNeverNull(oid: number, { types }: Catalog): boolean {
  const type = types.get(oid)
  return type?.kind === 'd' && (type.notNull || isNeverNull(type.base, { types } as Catalog))
}

/** Whether a composite, or a domain over one, has an attribute that is declared never null. */
function hasNeverNull(oid: number, catalog: Catalog): boolean {
  const type = catalog.types.get(oid)
  if (type?.kind === 'd') return hasNeverNull(type.base, catalog)
  return type?.attributes.some((it) => isNeverNull(it.type, catalog)) ?? false
}

function neverNull(catalog: Catalog): NeverNull {
  const domains = [...catalog.types.values()].filter(({ oid }) => isNeverNull(oid, catalog))
  const functions = catalog.functions.filter((row) =>
    outputs(row).some(({ type }) => isNeverNull(type, catalog)),
  )
  const named = (list: readonly { readonly schema: string; readonly name: string }[]) =>
    new Set(list.map(({ schema, name }) => `${schema}.${name}`))
  const attributes = new Set(catalog.stored.filter((it) => it.composite).map(({ name }) => name))
  const rowFunctions = catalog.functions.filter((row) => hasNeverNull(row.returnType, catalog))
  return {
    domains: named(domains),
    functions: named(functions),
    attributes,
    rowFunctions: named(rowFunctions),
  }
}

async function judge(
  row: FunctionRow,
  columns: readonly Output[],
  known: NeverNull,
  refuse: Refuse,
): Promise<void> {
  const subject = `${row.schema}.${row.name}`
  if (row.language !== 'sql' && row.language !== 'plpgsql') {
    refuse(
      subject,
      `is declared never to answer null, which cannot be read from a body in ${row.language}`,
      'Write it in SQL or PL/pgSQL, or return the base type.',
    )
    return
  }
  const tree = await parseBody(row, refuse)
  const statements =
    row.language === 'sql'
      ? await sqlStatements(tree, subject, refuse)
      : await expressions(tree, subject, refuse)
  if (statements.some((statement) => isMisplaced(statement, known))) {
    refuse(
      subject,
      'has a value of a NOT NULL domain inside its query, where a join or an empty subquery makes it null unchecked',
      'Cast the columns of the result to it, and nothing below them.',
    )
  }
  const read = statements.map((statement) => attributeRead(statement, known)).find((it) => it !== undefined)
  if (read !== undefined) {
    refuse(
      subject,
      `reads the attribute ${read}, which is declared never null, and is null all the same where its row is`,
      `Cast it to its base type where it is read: (…).${read}::…`,
    )
  }
  if (row.language === 'plpgsql') judgePlPgSql(row, columns, tree, refuse)
  else if (!row.returnsSet && !surelyFindsRow(statements.at(-1) ?? null)) {
    refuse(
      subject,
      'is declared never to answer null, but its query may find no row, and then it answers null',
      'Put the query into coalesce((…), …), or say returns table (…) with @returns maybe.',
    )
  }
}

function judgePlPgSql(row: FunctionRow, columns: readonly Output[], tree: Json, refuse: Refuse): void {
  const subject = `${row.schema}.${row.name}`
  if (findAll(tree, 'dynquery').length > 0) {
    refuse(
      subject,
      'is declared never to answer null, but returns SQL that is put together at run time',
      'Return a static query, or return the base types.',
    )
  }
  const variables = columns.filter(({ mode }) => 'ot'.includes(mode)).map(({ name }) => name)
  for (const name of unassignedAtReturn(tree, variables, row.returnsSet)) {
    refuse(
      subject,
      `has the result ${name} declared never null, and not assigned on every way to a return`,
      `Assign ${name} before each return, on every branch.`,
    )
  }
}

/** The statements of an SQL body, quoted or atomic. */
async function sqlStatements(tree: Json, subject: string, refuse: Refuse): Promise<Json[]> {
  const quoted = await Promise.all(bodiesOf(tree).map((body) => parseSql(body, subject, refuse)))
  const atomic = findAll(tree, 'sql_body').flatMap((body) =>
    findAll(body, 'items').flatMap((it) => (isList(it) ? [...it] : [])),
  )
  const returned = findAll(tree, 'ReturnStmt')
  return [...quoted.flatMap((it) => findAll(it, 'stmt')), ...(atomic.length > 0 ? atomic : returned)]
}

async function expressions(tree: Json, subject: string, refuse: Refuse): Promise<Json[]> {
  const texts = await Promise.all(findAll(tree, 'PLpgSQL_expr').map(sqlOf))
  const trees = texts.flatMap((sql) => (sql === undefined ? [] : [parseSql(sql, subject, refuse)]))
  return (await Promise.all(trees)).flatMap((it) => findAll(it, 'stmt'))
}
