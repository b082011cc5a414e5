import { type CatalogDifference, compareCatalogs, readCatalog } from './catalog.ts'
import { count, DeployError } from './errors.ts'
import type { Server } from './preflight.ts'
import type { Recorded } from './record.ts'
import type { Session } from './session.ts'

/**
 * What somebody changed in our schemas since the last deploy. Empty on another server major than the recorded one:
 * servers print expressions differently, and an upgrade is no drift.
 */
export async function findDrift(
  session: Session,
  recorded: Recorded | undefined,
  server: Server,
): Promise<CatalogDifference[]> {
  if (recorded === undefined || recorded.serverMajor !== server.major) return []
  return compareCatalogs(recorded.catalog, await readCatalog(session))
}

/** Kinds that the files describe whole, so that applying them again puts things right. */
const REPAIRABLE = /^(function|view|trigger|policy|grants on)/

/**
 * Stops on drift: on any without `repair`, with it on what the files cannot put back.
 *
 * @throws DeployError `catalog_drifted`
 */
export function refuseDrift(drift: readonly CatalogDifference[], repair: boolean): void {
  const stubborn = drift.filter(({ object }) => !isRepairable(object, drift))
  const problems = (repair ? stubborn : drift).map(({ object, change }) => `${object}: ${change}`)
  if (problems.length === 0) return
  throw new DeployError({
    code: 'catalog_drifted',
    message: `The database was changed by hand since the last deploy (${count(problems.length, 'object')}):\n  ${problems.join('\n  ')}`,
    hint:
      stubborn.length > 0
        ? 'Undo by hand what concerns tables, columns, indexes, constraints and types; --repair puts back the rest. Nothing was changed.'
        : 'Look at what was changed, then put it back with --repair. Nothing was changed.',
    problems,
  })
}

function isRepairable(object: string, drift: readonly CatalogDifference[]): boolean {
  if (REPAIRABLE.test(object)) return true
  // The columns of a view come and go with it.
  const relation = /^column (.*)\.[^.]*$/.exec(object)?.[1]
  return relation !== undefined && drift.some((other) => other.object === `view ${relation}`)
}

/** Does the drift touch this function, in whatever signature? */
export function touchesFunction(drift: readonly CatalogDifference[], qualified: string): boolean {
  return drift.some(({ object }) => object.startsWith(`function ${qualified}(`))
}
