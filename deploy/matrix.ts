import { DeployError } from './errors.ts'
import type { SqlFile } from './file.ts'

/** The group roles, in the order of the columns of `grants.matrix`. */
export const GROUPS = ['producer', 'worker', 'operator', 'observer'] as const
export type Group = (typeof GROUPS)[number]

export type MatrixRow = {
  readonly kind: 'function' | 'view'
  /** Name in schema `headgate`. */
  readonly name: string
  /** Who may call (function) or read (view) it. */
  readonly groups: readonly Group[]
  readonly line: number
}

export type Matrix = { readonly file: SqlFile; readonly rows: readonly MatrixRow[] }

/**
 * Reads `grants.matrix`: lines `kind name  producer worker operator observer`, each cell `x` or `.`.
 *
 * @throws DeployError `matrix_invalid` with the line
 */
export function readMatrix(file: SqlFile): Matrix {
  const rows: MatrixRow[] = []
  const seen = new Set<string>()
  for (const [index, text] of file.text.split('\n').entries()) {
    const words = text.replace(/#.*$/, '').trim().split(/\s+/)
    if (words[0] === '') continue
    const row = readRow(file, words, index + 1)
    const key = `${row.kind} ${row.name}`
    if (seen.has(key)) throw invalid(file, row.line, `${key} is listed twice`)
    seen.add(key)
    rows.push(row)
  }
  return { file, rows }
}

function readRow(file: SqlFile, words: readonly string[], line: number): MatrixRow {
  const [kind, name, ...cells] = words
  if (kind !== 'function' && kind !== 'view') {
    throw invalid(file, line, `"${kind}" is neither "function" nor "view"`)
  }
  if (name === undefined || !/^[a-z_][a-z0-9_]*$/.test(name)) {
    throw invalid(file, line, `"${name ?? ''}" is not a name in lower case`)
  }
  if (cells.length !== GROUPS.length || cells.some((cell) => cell !== 'x' && cell !== '.')) {
    throw invalid(file, line, `${name} needs ${GROUPS.length} cells of "x" or "." (${GROUPS.join(' ')})`)
  }
  return { kind, name, groups: GROUPS.filter((_, column) => cells[column] === 'x'), line }
}

function invalid(file: SqlFile, line: number, what: string): DeployError {
  return new DeployError({
    code: 'matrix_invalid',
    message: `${file.path}:${line}: ${what}`,
    hint: `Write one line for each: kind name ${GROUPS.join(' ')}, with x for yes and . for no.`,
    file: file.path,
    line,
  })
}
