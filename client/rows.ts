import { InvalidResult, type Issue } from './errors.ts'
import type { Column, FunctionSpec, Row } from './transport.ts'

/**
 * Builds a row from the cells of one answer, in the order of the columns.
 * SQL NULL is judged here, before decoding: a jsonb column may rightly hold the JSON value null.
 *
 * @throws InvalidResult for a null in a column that is never null, or a cell that cannot be read exactly.
 */
export function decodeRow(
  spec: FunctionSpec,
  cells: readonly unknown[],
  decode: (column: Column, cell: unknown) => unknown,
): Row {
  const row: Record<string, unknown> = {}
  let index = 0
  for (const [key, column] of Object.entries(spec.columns)) {
    const cell = cells[index++]
    if (cell === null || cell === undefined) {
      if (!column.nullable) throw invalidResult(spec, [{ path: key, message: 'is null, and never may be' }])
      row[key] = null
      continue
    }
    try {
      row[key] = decode(column, cell)
    } catch (error) {
      throw invalidResult(spec, [
        { path: key, message: `cannot be read as ${column.type}: ${reason(error)}` },
      ])
    }
  }
  return row
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
