import { matrixJson } from '../acl.ts'
import { count, DeployError } from '../errors.ts'
import type { Matrix } from '../matrix.ts'
import type { Session } from '../session.ts'
import { apiInMatrix } from './api-in-matrix.ts'
import { everythingCommented } from './everything-commented.ts'
import { grantsEqualMatrix } from './grants-equal-matrix.ts'
import type { Lint, LintRow } from './lint.ts'
import { noOverloads } from './no-overloads.ts'
import { nothingForStrangers } from './nothing-for-strangers.ts'
import { owner } from './owner.ts'
import { pinnedSearchPath } from './pinned-search-path.ts'
import { rowSecurity } from './row-security.ts'

export const LINTS: readonly Lint[] = [
  owner,
  pinnedSearchPath,
  nothingForStrangers,
  grantsEqualMatrix,
  apiInMatrix,
  rowSecurity,
  noOverloads,
  everythingCommented,
]

/** `lint-name: message`, one for each violation. Reads only. */
export async function findViolations(session: Session, matrix: Matrix): Promise<string[]> {
  const problems: string[] = []
  for (const lint of LINTS) {
    const values = lint.takesMatrix === true ? [matrixJson(matrix)] : []
    const rows = await session.rows<LintRow>(lint.sql, values)
    problems.push(...rows.map((row) => `${lint.name}: ${lint.message(row)}`))
  }
  return problems
}

/** @throws DeployError `lint_failed` with every violation */
export async function lint(session: Session, matrix: Matrix): Promise<void> {
  const problems = await findViolations(session, matrix)
  if (problems.length === 0) return
  throw new DeployError({
    code: 'lint_failed',
    message: `The database breaks ${count(problems.length, 'rule')}:\n  ${problems.join('\n  ')}`,
    hint: 'Correct the files in sql/, then deploy again. Nothing was changed.',
    problems,
  })
}
