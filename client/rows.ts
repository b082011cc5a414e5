import { InvalidResult, type Issue } from './errors.ts'
import { type Column, type FunctionSpec, nameOfType, type Row } from './transport.ts'

/**
 * Makes what builds the rows of a function from their cells, in the order of the columns.
 * SQL NULL is judged here, before decoding: a jsonb column may rightly hold the JSON value null.
 *
 * The decoder throws InvalidResult for a null in a column that is never null, or a cell that cannot be read exactly.
 */
export function rowDecoder(
  spec: FunctionSpec,
  readerOf: (column: Column) => (cell: unknown) => unknown,
): (cells: readonly unknown[]) => Row {
  const columns = Object.entries(spec.columns).map(([key, column]) => ({
    key,
    column,
    read: readerOf(column),
  }))
  const blank: Row = Object.fromEntries(columns.map(({ key }) => [key, null]))
  return (cells) => {
    // A copy has all its keys from the start, which is cheaper than to grow a new one.
    const row: Record<string, unknown> = { ...blank }
    let index = 0
    for (const { key, column, read } of columns) {
      const cell = cells[index++]
      if (cell === null || cell === undefined) {
        if (!column.nullable) throw invalidResult(spec, [{ path: key, message: 'is null, and never may be' }])
        continue
      }
      try {
        row[key] = read(cell)
      } catch (error) {
        throw invalidResult(spec, [
          { path: key, message: `cannot be read as ${nameOfType(column.type)}: ${reason(error)}` },
        ])
      }
    }
    return row
  }
}

/** The server broke the contract: which columns, and what to do. */
export function invalidResult(spec: FunctionSpec, issues: readonly Issue[]): InvalidResult {
  return new InvalidResult({
    function: spec.name,
    issues,
    hint: 'The database differs from the contract of this client: run codegen against it, or deploy the matching version.',
  })
}

function reason(error: unknown): string {
  // A JSON syntax error quotes the text it failed on, which may be somebody's data.
  if (error instanceof SyntaxError) return 'malformed'
  return error instanceof Error ? error.message : 'malformed'
}
