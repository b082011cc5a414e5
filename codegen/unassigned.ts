import { field, findAll, isList, type Json } from './tree.ts'

/** Variables that are surely assigned at a place; undefined where the place is never reached. */
type Assigned = ReadonlySet<string> | undefined

/**
 * The variables that are not assigned on every way to a return of their row: a plain `return`, or `return next`
 * of a function that returns a set.
 */
export function unassignedAtReturn(tree: Json, variables: readonly string[], returnsSet: boolean): string[] {
  const missing = new Set<string>()
  if (variables.length > 0) for (const action of findAll(tree, 'action')) run([action], new Set())
  return [...missing]

  function run(statements: readonly Json[], start: Assigned): Assigned {
    return statements.reduce<Assigned>((assigned, it) => {
      const [[kind, statement] = ['', null]] = entriesOf(it)
      return assigned && step(kind, statement, assigned)
    }, start)
  }

  function step(kind: string, statement: Json, before: ReadonlySet<string>): Assigned {
    switch (kind) {
      case 'PLpgSQL_stmt_block':
        return both([
          run(listOf(statement, 'body'), before),
          ...handlers(statement).map((it) => run(it, before)),
        ])
      case 'PLpgSQL_stmt_if':
        return both([
          run(listOf(statement, 'then_body'), before),
          ...listOf(statement, 'elsif_list').map((it) =>
            run(listOf(field(it, 'PLpgSQL_if_elsif'), 'stmts'), before),
          ),
          run(listOf(statement, 'else_body'), before),
        ])
      case 'PLpgSQL_stmt_case':
        // Without an else the server raises when no branch fits.
        return both([
          ...listOf(statement, 'case_when_list').map((it) =>
            run(listOf(field(it, 'PLpgSQL_case_when'), 'stmts'), before),
          ),
          ...(field(statement, 'have_else') === true ? [run(listOf(statement, 'else_stmts'), before)] : []),
        ])
      case 'PLpgSQL_stmt_return':
      case 'PLpgSQL_stmt_return_next':
        return leave(kind, statement, before)
      case 'PLpgSQL_stmt_raise':
        return Number(field(statement, 'elog_level') ?? 21) >= 21 ? undefined : before
      case 'PLpgSQL_stmt_exit':
        return undefined
      default:
        run(listOf(statement, 'body'), before)
        return new Set([...before, ...targetsOf(kind, statement)])
    }
  }

  function leave(kind: string, statement: Json, assigned: ReadonlySet<string>): Assigned {
    const isNext = kind === 'PLpgSQL_stmt_return_next'
    if (field(statement, 'expr') === null && isNext === returnsSet) {
      for (const name of variables) if (!assigned.has(name)) missing.add(name)
    }
    return isNext ? assigned : undefined
  }
}

/** What is assigned on every way that goes on. */
function both(ways: readonly Assigned[]): Assigned {
  const open = ways.flatMap((way) => way ?? [])
  const [first, ...others] = open
  return first && new Set([...first].filter((name) => others.every((other) => other.has(name))))
}

function handlers(block: Json): (readonly Json[])[] {
  const list = listOf(field(field(block, 'exceptions'), 'PLpgSQL_exception_block'), 'exc_list')
  return list.map((it) => listOf(field(it, 'PLpgSQL_exception'), 'action'))
}

function targetsOf(kind: string, statement: Json): string[] {
  if (kind === 'PLpgSQL_stmt_assign') {
    const query = field(field(field(statement, 'expr'), 'PLpgSQL_expr'), 'query')
    const name = typeof query === 'string' ? /^\s*"?(\w+)"?\s*:?=/.exec(query)?.[1] : undefined
    return name === undefined ? [] : [name]
  }
  const target = field(statement, 'target')
  const fields = findAll(target, 'fields').flatMap((it) => (isList(it) ? [...it] : []))
  const names = [
    ...fields.map((it) => field(it, 'name')),
    field(field(target, 'PLpgSQL_rec'), 'refname'),
    field(field(target, 'PLpgSQL_var'), 'refname'),
  ]
  return names.flatMap((name) => (typeof name === 'string' ? [name] : []))
}

function listOf(node: Json, key: string): readonly Json[] {
  const list = field(node, key)
  return list !== null && isList(list) ? list : []
}

const entriesOf = (node: Json): [string, Json][] =>
  node !== null && typeof node === 'object' && !isList(node) ? Object.entries(node) : []
