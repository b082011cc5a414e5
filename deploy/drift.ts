import { type CatalogDifference, compareCatalogs, isComparable, readCatalog } from './catalog.ts'
import { count, DeployError } from './errors.ts'
import type { Server } from './preflight.ts'
import type { Recorded } from './record.ts'
import type { Session } from './session.ts'

export type Drift = {
  /**
   * False for a first deploy, and when the catalog was recorded in another manner: after an upgrade of the server, say.
   * Then nothing is known, and everything that can be applied again is.
   */
  readonly known: boolean
  readonly differences: readonly CatalogDifference[]
}

/** What somebody changed in our schemas since the last deploy. */
export async function findDrift(
  session: Session,
  recorded: Recorded | undefined,
  server: Server,
): Promise<Drift> {
  if (recorded === undefined || !isComparable(recorded.catalog, server))
    return { known: false, differences: [] }
  return { known: true, differences: compareCatalogs(recorded.catalog, await readCatalog(session, server)) }
}

/** One line for each difference. */
export function describeDrift({ differences }: Drift): string[] {
  return differences.map(({ object, change }) => `${object}: ${change}`)
}

/** Kinds that the files describe whole, so that applying them again puts things right. */
const REPAIRABLE = /^(function|view|trigger|policy|grants on)/

/**
 * Stops on drift: on any without `repair`, with it on what the files cannot put back.
 *
 * @throws DeployError `catalog_drifted`
 */
export function refuseDrift({ differences, known }: Drift, repair: boolean): void {
  const stubborn = differences.filter(({ object }) => !isRepairable(object, differences))
  const problems = describeDrift({ known, differences: repair ? stubborn : differences })
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

function isRepairable(object: string, differences: readonly CatalogDifference[]): boolean {
  if (REPAIRABLE.test(object)) return true
  // The columns of a view come and go with it.
  const relation = /^column (.*)\.[^.]*$/.exec(object)?.[1]
  return relation !== undefined && differences.some((other) => other.object === `view ${relation}`)
}

/** Does the drift touch this function, in whatever signature? */
export function touchesFunction({ differences }: Drift, qualified: string): boolean {
  return differences.some(({ object }) => object.startsWith(`function ${qualified}(`))
}
