import type { Argument, FunctionSpec } from './transport.ts'

const statements = new WeakMap<FunctionSpec, Map<string, string>>()

/**
 * The SQL of a call with these arguments present: named notation, so that omitted ones take their
 * defaults in SQL; every argument cast, so that nothing depends on how a driver guesses types.
 * Built once for each set of arguments.
 */
export function statementFor(spec: FunctionSpec, args: readonly Argument[]): string {
  const shapes = statements.get(spec) ?? new Map<string, string>()
  statements.set(spec, shapes)
  const shape = args.map(({ key }) => key).join()
  const sql = shapes.get(shape) ?? write(spec, args)
  shapes.set(shape, sql)
  return sql
}

function write(spec: FunctionSpec, args: readonly Argument[]): string {
  const given = args.map(({ parameter }, i) => `${quote(parameter.name)} => $${i + 1}::${parameter.cast}`)
  const call = `headgate.${quote(spec.name)}(${given.join(', ')})`
  if (spec.scalar) return `select r.value from ${call} as r(value)`
  const columns = Object.values(spec.columns).map(({ name }) => `r.${quote(name)}`)
  return columns.length === 0 ? `select from ${call}` : `select ${columns.join(', ')} from ${call} as r`
}

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`
