import { type Drift, touchesFunction } from './drift.ts'
import { applyFunctions, checkBodies, type FunctionChanges } from './functions.ts'
import { applyGrants, closeDefaults } from './grants.ts'
import type { FunctionFile } from './parse.ts'
import { applyPolicies, dropTriggersAndPolicies } from './policies.ts'
import type { Recorded } from './record.ts'
import { rerunRoles } from './roles.ts'
import { applySchema } from './schema.ts'
import type { Session } from './session.ts'
import type { Source } from './source.ts'
import { createViews, dropViews, viewsStandOnFunctions } from './views.ts'

export type SetsReport = {
  /** Names of the schema files applied by this deploy. */
  readonly schema: readonly string[]
  readonly functions: FunctionChanges
  /** Paths of the view files made anew. */
  readonly views: readonly string[]
  /** Paths of the policy scripts run. */
  readonly policies: readonly string[]
  /** GRANT and REVOKE statements that were needed. */
  readonly grants: readonly string[]
}

type Job = {
  readonly session: Session
  readonly source: Source
  readonly recorded: Recorded | undefined
  readonly drift: Drift
  readonly step: (name: string) => void
}

/** Schema files, then everything that is replaced as a set. What is known to be equal already is not touched. */
export async function applySets({ session, source, recorded, drift, step }: Job): Promise<SetsReport> {
  const repairing = !drift.known || drift.differences.length > 0
  const changed = (folder: string) =>
    filesChanged((path) => path.startsWith(`sql/${folder}/`), recorded, source)
  const scriptsChanged = filesChanged((path) => isPolicyScript(path, source), recorded, source)
  const remakeViews =
    repairing ||
    changed('schema') ||
    changed('views') ||
    (changed('functions') && (await viewsStandOnFunctions(session)))
  const remakePolicies = repairing || changed('schema') || scriptsChanged
  const isCurrent = (file: FunctionFile) =>
    drift.known && recorded?.files[file.path] === file.hash && !touchesFunction(drift, file.qualified)

  if (recorded !== undefined && recorded.files[source.roles.path] !== source.roles.hash) {
    await rerunRoles(session, source.roles)
  }
  if (remakeViews) await dropViews(session)
  if (remakePolicies) await dropTriggersAndPolicies(session)
  step('applying sql/schema')
  const defaults = await closeDefaults(session)
  const schema = await applySchema(session, source.schema)
  step('applying sql/functions')
  const functions = await applyFunctions(session, source.functions, isCurrent)
  step('applying sql/views')
  if (remakeViews) await createViews(session, source.views)
  if (remakeViews || changed('functions')) await checkBodies(session, source.functions)
  step('applying sql/policies')
  const policies = remakePolicies ? await applyPolicies(session, source.policies) : []
  const grants = [...defaults, ...(await applyGrants(session, source.matrix))]
  return {
    schema,
    functions,
    views: remakeViews ? source.views.map(({ path }) => path) : [],
    policies,
    grants,
  }
}

/** Was one of these files edited, added or taken away since the last deploy? */
function filesChanged(
  isOne: (path: string) => boolean,
  recorded: Recorded | undefined,
  source: Source,
): boolean {
  if (recorded === undefined) return true
  const paths = [...Object.keys(recorded.files), ...Object.keys(source.hashes)]
  return paths.some((path) => isOne(path) && recorded.files[path] !== source.hashes[path])
}

/** The grants matrix and the roles are applied in their own ways, without a lock on any table. */
function isPolicyScript(path: string, source: Source): boolean {
  return path.startsWith('sql/policies/') && path.endsWith('.sql') && path !== source.roles.path
}
