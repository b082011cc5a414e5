import { type Target, withClient } from './connect.ts'
import { describeDrift, findDrift } from './drift.ts'
import { insufficient, OWNER, readServer, type Server } from './preflight.ts'
import { type Recorded, readRecord } from './record.ts'
import { compareSchema, type SchemaState } from './schema.ts'
import { begin, openSession, type Session } from './session.ts'
import { readSource } from './source.ts'
import { packageVersion } from './version.ts'

export type StatusOptions = Target & {
  /** Folder of SQL files. Default: the package's own. */
  readonly sqlDir?: string | undefined
}

export type DeployStatus = {
  readonly server: Server
  /** Version of this package. */
  readonly packageVersion: string
  /** What the last deploy left; null where there was none. */
  readonly deployed: {
    readonly version: string
    readonly environment: string
    readonly at: Date
    readonly by: string
  } | null
  readonly schema: SchemaState
  /** Paths of files that differ from what was deployed: edited, added or taken away. */
  readonly changedFiles: readonly string[]
  /** `object: added | missing | changed` for what was changed by hand in the database. */
  readonly drift: readonly string[]
  /** Nothing to deploy and nothing drifted. */
  readonly upToDate: boolean
}

/**
 * Compares a database with the files in `sql/`. Reads only.
 *
 * @throws DeployError see {@link DeployErrorCode}
 */
export async function deployStatus(options: StatusOptions): Promise<DeployStatus> {
  const source = await readSource(options.sqlDir)
  return withClient(options, async (client) => {
    const session = openSession(client)
    const server = await readServer(session)
    await begin(session, 'read only', 10_000)
    try {
      const deployed = await becomeOwner(session, server)
      const recorded = deployed ? await readRecord(session) : undefined
      const schema =
        recorded === undefined
          ? { applied: [], pending: source.schema.map(({ path }) => path.slice('sql/schema/'.length)) }
          : await compareSchema(session, source.schema)
      const changedFiles = changes(recorded?.files ?? {}, source.hashes)
      const drift = await findDrift(session, recorded, server)
      return {
        server,
        packageVersion: packageVersion(),
        deployed: recorded === undefined ? null : describe(recorded),
        schema,
        changedFiles,
        drift: describeDrift(drift),
        upToDate: changedFiles.length === 0 && drift.differences.length === 0,
      }
    } finally {
      await session.run('rollback').catch(() => undefined)
    }
  })
}

/** False where there is nothing to be the owner of. */
async function becomeOwner(session: Session, server: Server): Promise<boolean> {
  const state = await session.one<{ present: boolean; able: boolean }>(
    `select to_regnamespace('headgate_private') is not null as present,
            coalesce((select pg_has_role(current_user, oid, $2) from pg_roles where rolname = $1), false) as able`,
    [OWNER, server.major >= 16 ? 'SET' : 'MEMBER'],
  )
  if (!state.present) return false
  if (!state.able) {
    throw insufficient(
      `"${server.user}" may not read the record of deploys`,
      `Ask as the user who deploys, or: grant ${OWNER} to "${server.user}"`,
    )
  }
  await session.run(`set local role ${OWNER}`)
  return true
}

function describe({ version, environment, deployedAt, deployedBy }: Recorded) {
  return { version, environment, at: deployedAt, by: deployedBy }
}

function changes(before: Readonly<Record<string, string>>, now: Readonly<Record<string, string>>): string[] {
  const paths = [...new Set([...Object.keys(before), ...Object.keys(now)])].sort()
  return paths.filter((path) => before[path] !== now[path])
}
