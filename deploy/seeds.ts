import { DeployError } from './errors.ts'
import type { Recorded } from './record.ts'
import type { Session } from './session.ts'
import type { Source } from './source.ts'

export type SeedReport = {
  /** Every line that the seeds returned, in order: `created …`, `updated …`, `unchanged …`, `left alone: …`. */
  readonly lines: readonly string[]
  readonly created: number
  readonly updated: number
  readonly unchanged: number
  readonly leftAlone: number
}

/**
 * Whose seeds to sow: asked for, or as before.
 *
 * @throws DeployError `environment_required`, `environment_unknown`, `environment_mismatch`
 */
export function chooseEnvironment(
  asked: string | undefined,
  recorded: Recorded | undefined,
  source: Source,
  change: boolean,
): string {
  const known = source.environments.join(', ')
  const chosen = asked ?? recorded?.environment
  if (chosen === undefined) {
    throw new DeployError({
      code: 'environment_required',
      message: 'The first deploy into a database needs to be told its environment',
      hint: `Say which: --environment with one of ${known}.`,
    })
  }
  if (!source.environments.includes(chosen)) {
    throw new DeployError({
      code: 'environment_unknown',
      message: `There is no environment "${chosen}"`,
      hint: `Choose one of ${known}, or add sql/seeds/<environment>.sql.`,
    })
  }
  if (recorded !== undefined && chosen !== recorded.environment && !change) {
    throw new DeployError({
      code: 'environment_mismatch',
      message: `This database is "${recorded.environment}", not "${chosen}"`,
      hint: `Check that this is the database you mean. To turn it into "${chosen}": --change-environment.`,
    })
  }
  return chosen
}

/** Runs base.sql, then the environment's file. Seeds write nothing where everything is as they would have it. */
export async function sow(session: Session, source: Source, environment: string): Promise<SeedReport> {
  const lines: string[] = []
  for (const name of ['base', environment]) {
    const file = source.seeds.find((seed) => seed.environment === name)
    if (file === undefined) continue
    const results = await session.script(file)
    for (const row of results.flat()) {
      const [value] = Object.values(row as Record<string, unknown>)
      if (typeof value === 'string' && value !== '') lines.push(...value.split('\n'))
    }
  }
  const starting = (word: string) => lines.filter((line) => line.startsWith(word)).length
  return {
    lines,
    created: starting('created'),
    updated: starting('updated'),
    unchanged: starting('unchanged'),
    leftAlone: starting('left alone'),
  }
}
