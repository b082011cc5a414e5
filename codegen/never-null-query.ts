import { field, findAll, isList, type Json } from './tree.ts'

/** Where values that are never null come from: by qualified name. */
export interface NeverNull {
  readonly domains: ReadonlySet<string>
  readonly functions: ReadonlySet<string>
  /** Attributes of composites, by their own names: they are null where their row is. */
  readonly attributes: ReadonlySet<string>
  /** Functions that answer rows with such attributes. */
  readonly rowFunctions: ReadonlySet<string>
}

/**
 * Whether a statement has a value of a NOT NULL domain anywhere but as a whole column of its result, or as a
 * function that it reads from without an outer join.
 */
export function isMisplaced(statement: Json, known: NeverNull): boolean {
  const isSource = (node: Json) => hasSource(node, known)
  for (const kind of ['SelectStmt', 'InsertStmt', 'UpdateStmt', 'DeleteStmt', 'ReturnStmt']) {
    const node = field(statement, kind)
    if (node !== null) return partsOf(node).some(([part, value]) => isMisplacedIn(part, value))
  }
  return isSource(statement)

  function isMisplacedIn(part: string, value: Json): boolean {
    switch (part) {
      case 'larg':
      case 'rarg':
        return isMisplaced({ SelectStmt: value }, known)
      case 'targetList':
      case 'returningList':
        return listOf(value).some((it) => isInside(field(field(it, 'ResTarget'), 'val')))
      case 'returningClause':
        return listOf(field(value, 'exprs')).some((it) => isInside(field(field(it, 'ResTarget'), 'val')))
      case 'valuesLists':
        return listOf(value).some((it) => listOf(field(field(it, 'List'), 'items')).some(isInside))
      case 'returnval':
        return isInside(value)
      case 'fromClause':
        return listOf(value).some(isOuter)
      default:
        return isSource(value)
    }
  }

  /** A column of the result may be a cast or a call itself; below that nothing may be. */
  function isInside(column: Json): boolean {
    const cast = field(column, 'TypeCast')
    if (cast !== null) return isInside(field(cast, 'arg'))
    const call = field(column, 'FuncCall')
    return isSource(call === null ? column : field(call, 'args'))
  }

  function isOuter(item: Json): boolean {
    const join = field(item, 'JoinExpr')
    if (field(join, 'jointype') === 'JOIN_INNER') {
      return isOuter(field(join, 'larg')) || isOuter(field(join, 'rarg')) || isSource(field(join, 'quals'))
    }
    const calls = listOf(field(field(item, 'RangeFunction'), 'functions'))
    if (calls.length === 1)
      return isInside(listOf(field(field(calls[0] ?? null, 'List'), 'items'))[0] ?? null)
    return isSource(item)
  }
}

function hasSource(tree: Json, { domains, functions }: NeverNull): boolean {
  return (
    findAll(tree, 'TypeCast').some((cast) => domains.has(nameOf(field(field(cast, 'typeName'), 'names')))) ||
    findAll(tree, 'FuncCall').some((call) => functions.has(nameOf(field(call, 'funcname'))))
  )
}

/**
 * An attribute of a NOT NULL domain that a statement reads from a row, as it is or with all others (`*`). A cast to another
 * type makes it an ordinary value.
 */
export function attributeRead(statement: Json, known: NeverNull): string | undefined {
  const sources = new Set([...findAll(statement, 'aliasname'), ...findAll(statement, 'relname')])
  const fromRows = findAll(statement, 'FuncCall').some((call) =>
    known.rowFunctions.has(nameOf(field(call, 'funcname'))),
  )
  return known.attributes.size === 0 ? undefined : search(statement)

  function search(tree: Json): string | undefined {
    if (tree === null || typeof tree !== 'object') return undefined
    const name = readBy(tree)
    if (name !== undefined) return name
    for (const part of isList(tree) ? tree : partsBelow(tree)) {
      const found = search(part)
      if (found !== undefined) return found
    }
    return undefined
  }

  function readBy(tree: Json): string | undefined {
    const column = listOf(field(field(tree, 'ColumnRef'), 'fields'))
    const path = column.length > 0 ? column : listOf(field(field(tree, 'A_Indirection'), 'indirection'))
    const last = path.at(-1) ?? null
    if (field(last, 'A_Star') === null) {
      const name = String(field(field(last, 'String'), 'sval'))
      return known.attributes.has(name) ? name : undefined
    }
    // What is no table, and no name for one, is a variable.
    const isSource = column.length === 1 || sources.has(field(field(column.at(-2) ?? null, 'String'), 'sval'))
    return isSource && !fromRows ? undefined : '*'
  }

  /** A value that is cast as it is read is passed over. */
  function partsBelow(tree: Json): readonly Json[] {
    const cast = field(tree, 'TypeCast')
    if (cast === null || known.domains.has(nameOf(field(field(cast, 'typeName'), 'names'))))
      return partsOf(tree).map(([, part]) => part)
    const value = field(cast, 'arg')
    return field(value, 'ColumnRef') === null ? [field(field(value, 'A_Indirection'), 'arg') ?? value] : []
  }
}

const nameOf = (parts: Json): string =>
  findAll(parts, 'String')
    .map((part) => String(field(part, 'sval')))
    .join('.')

const partsOf = (node: Json): [string, Json][] =>
  node !== null && typeof node === 'object' && !isList(node) ? Object.entries(node) : []

const listOf = (node: Json): readonly Json[] => (node !== null && isList(node) ? node : [])

const aggregates = new Set([
  'count',
  'sum',
  'min',
  'max',
  'avg',
  'array_agg',
  'jsonb_agg',
  'bool_and',
  'bool_or',
])

/** Whether a query finds a row whatever the tables hold: it reads none, or aggregates all. */
export function surelyFindsRow(statement: Json): boolean {
  if (field(statement, 'returnval') !== null || field(statement, 'ReturnStmt') !== null) return true
  const select = field(statement, 'SelectStmt')
  if (field(select, 'valuesLists') !== null) return true
  const has = (part: string) => field(select, part) !== null
  if (select === null || ['groupClause', 'havingClause', 'limitCount', 'limitOffset'].some(has)) return false
  if (!has('targetList')) return false
  if (!has('fromClause') && !has('whereClause')) return true
  const calls = listOf(field(select, 'targetList')).flatMap((it) => findAll(it, 'FuncCall'))
  return calls.some((call) => aggregates.has(nameOf(field(call, 'funcname')).replace(/^pg_catalog\./, '')))
}
