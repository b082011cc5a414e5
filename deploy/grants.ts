import { type AclDifference, aclDifferences } from './acl.ts'
import { DeployError } from './errors.ts'
import { type SqlFile, stem } from './file.ts'
import type { Matrix } from './matrix.ts'
import { API, type FunctionFile } from './parse.ts'
import { OWNER } from './preflight.ts'
import type { Session } from './session.ts'

/**
 * Every function and view of schema `headgate` has a row in the matrix, and every row has one of them.
 *
 * @throws DeployError `matrix_mismatch`
 */
export function checkMatrix(
  matrix: Matrix,
  functions: readonly FunctionFile[],
  views: readonly SqlFile[],
): void {
  const files = [
    ...functions.filter((file) => file.schema === API).map((file) => `function ${file.name}`),
    ...views.map((file) => `view ${stem(file.path)}`),
  ]
  const rows = matrix.rows.map((row) => `${row.kind} ${row.name}`)
  const problems = [
    ...files.filter((name) => !rows.includes(name)).map((name) => `${name}: has no row`),
    ...rows.filter((name) => !files.includes(name)).map((name) => `${name}: has a row but no file`),
  ]
  if (problems.length === 0) return
  throw new DeployError({
    code: 'matrix_mismatch',
    message: `${matrix.file.path} does not fit the files: ${problems.join('; ')}`,
    hint: 'Give every public function and view one row (all dots when nobody may use it), and drop stale rows.',
    file: matrix.file.path,
    problems,
  })
}

/** Revokes what nobody should hold, then grants what the matrix says. Returns the statements; none when all is right. */
export async function applyGrants(session: Session, matrix: Matrix): Promise<string[]> {
  const differences = await aclDifferences(session, matrix)
  const unwanted = differences.filter(({ wanted }) => !wanted).map(revoke)
  const lacking = differences.filter(({ wanted }) => wanted).map(grant)
  const statements = [...new Set([...unwanted, ...lacking])]
  for (const statement of statements) await session.run(statement)
  return statements
}

/** New functions would be executable by everyone. Only the global form of the setting can take that away. */
export async function closeDefaults(session: Session): Promise<string[]> {
  const { closed } = await session.one<{ closed: boolean }>(
    `select exists (
       select from pg_default_acl as d
       where d.defaclrole = to_regrole($1)::oid and d.defaclnamespace = 0 and d.defaclobjtype = 'f'
         and not exists (select from aclexplode(d.defaclacl) as a where a.grantee = 0)) as closed`,
    [OWNER],
  )
  if (closed) return []
  const statement = `alter default privileges for role ${OWNER} revoke execute on functions from public`
  await session.run(statement)
  return [statement]
}

function revoke({ kind, object, column, grantee, privilege }: AclDifference): string {
  const what = column === '' ? privilege : `${privilege} (${column})`
  return `revoke ${what} on ${kind} ${object} from ${grantee} cascade`
}

function grant({ kind, object, grantee, privilege }: AclDifference): string {
  return `grant ${privilege} on ${kind} ${object} to ${grantee}`
}
