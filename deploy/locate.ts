import { DeployError, isServerError, type ServerError } from './errors.ts'
import type { SqlFile } from './file.ts'

/** Line and column (1-based) of a 1-based character position, as the server counts characters. */
export function lineAndColumn(text: string, position: number): { line: number; column: number } {
  const before = Array.from(text)
    .slice(0, position - 1)
    .join('')
  const lines = before.split('\n')
  return { line: lines.length, column: Array.from(lines.at(-1) ?? '').length + 1 }
}

/** Where in the file the text that was sent begins, when it was not the file itself. */
export type Excerpt = {
  /** Characters of the file before the text that was sent. */
  readonly skipped: number
  /** Text put in at `at` (characters from the start of what was sent) that the file does not have. */
  readonly inserted?: { readonly at: number; readonly length: number }
}

/** Turns a server error raised by a file's SQL into one that names file, line and column; passes others on. */
export function locate(error: unknown, file: SqlFile, excerpt: Excerpt = { skipped: 0 }): unknown {
  if (!isServerError(error) || error.code === '55P03') return error
  const place = placeOf(error, file, excerpt)
  const spot = place === undefined ? file.path : `${file.path}:${place.line}:${place.column}`
  return new DeployError({
    code: error.code === '2BP01' ? 'object_in_use' : 'sql_failed',
    message: `${spot}: ${error.message} (SQLSTATE ${error.code})`,
    hint: error.hint ?? hintFor(error),
    file: file.path,
    ...place,
    sqlstate: error.code,
    detail: error.detail ?? error.where,
    cause: error,
  })
}

function placeOf(error: ServerError, file: SqlFile, excerpt: Excerpt) {
  if (error.position === undefined) return undefined
  const sent = Number(error.position)
  const { at, length } = excerpt.inserted ?? { at: 0, length: 0 }
  const own = sent - 1 < at ? sent : Math.max(sent - length, at + 1)
  return lineAndColumn(file.text, own + excerpt.skipped)
}

function hintFor(error: ServerError): string {
  if (error.code === '2BP01')
    return 'Remove or move what depends on it, then deploy again. Nothing was changed.'
  if (error.code === '40P01') return 'Another session stood in the way; deploy again. Nothing was changed.'
  return 'Correct the file, then deploy again. Nothing was changed.'
}
