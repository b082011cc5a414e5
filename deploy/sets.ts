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
  const changed = (folder: string) => folderChanged(folder, recorded, source)
  const remakeViews =
    repairing ||
    changed('schema') ||
    changed('views') ||
    (changed('functions') && (await viewsStandOnFunctions(session)))
  const remakePolicies = repairing || changed('schema') || changed('policies')
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

/** Was a file of the folder edited, added or taken away since the last deploy? */
function folderChanged(folder: string, recorded: Recorded | undefined, source: Source): boolean {
  const prefix = `sql/${folder}/`
  const part = (files: Readonly<Record<string, string>>) =>
    JSON.stringify(
      Object.entries(files)
        .filter(([path]) => path.startsWith(prefix))
        .sort(),
    )
  return recorded === undefined || part(recorded.files) !== part(source.hashes)
}
