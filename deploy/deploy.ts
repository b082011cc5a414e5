import { readCatalog } from './catalog.ts'
import { type Target, withClient } from './connect.ts'
import { describeDrift, findDrift, refuseDrift } from './drift.ts'
import { count, DeployError, isServerError } from './errors.ts'
import { checkMatrix } from './grants.ts'
import { lint } from './lints/run.ts'
import { takeDeployLock } from './locks.ts'
import { OWNER, preflight, readServer, type Server } from './preflight.ts'
import { type Recorded, readRecord, writeRecord } from './record.ts'
import { ensureRoles } from './roles.ts'
import { compareSchema } from './schema.ts'
import { chooseEnvironment, type SeedReport, sow } from './seeds.ts'
import { begin, openSession, type Session } from './session.ts'
import { applySets, type SetsReport } from './sets.ts'
import { readSource, type Source } from './source.ts'
import { translate } from './translate.ts'
import { isNewer, packageVersion } from './version.ts'

export { DeployError, type DeployErrorCode } from './errors.ts'
export type { DatabaseClient } from './session.ts'
export { type DeployStatus, deployStatus, type StatusOptions } from './status.ts'

export type DeployOptions = Target & {
  /** Whose seeds: a file of `sql/seeds/`. Needed for the first deploy; afterwards the recorded one is the default. */
  readonly environment?: string | undefined
  /** Allows `environment` to differ from the recorded one. Default false. */
  readonly changeEnvironment?: boolean | undefined
  /** Folder of SQL files. Default: the package's own. */
  readonly sqlDir?: string | undefined
  /** Told the name of each step as it begins. */
  readonly log?: ((step: string) => void) | undefined
  /** Do everything, report it, and roll back. Default false. */
  readonly dryRun?: boolean | undefined
  /** Put back functions, views, triggers, policies and grants that were changed by hand. Default false. */
  readonly repair?: boolean | undefined
  /** Longest wait for any lock, in milliseconds. Default 10,000. */
  readonly lockTimeoutMs?: number | undefined
}

export type DeployReport = SetsReport & {
  /** Did the database need any change? A second deploy of the same files says false. */
  readonly changed: boolean
  readonly dryRun: boolean
  /** Version of this package, now in force. */
  readonly version: string
  /** Version in force before; null for a first deploy. */
  readonly previousVersion: string | null
  readonly environment: string
  readonly server: Server
  /** Statements that made roles, memberships and schemas. */
  readonly roles: readonly string[]
  readonly seeds: SeedReport
  /** What `repair` put back, as `object: added | missing | changed`. */
  readonly repaired: readonly string[]
  /** Milliseconds, connection included. */
  readonly durationMs: number
}

/**
 * Makes a database equal to the files in `sql/`, in one transaction: either all of it holds afterwards, or nothing
 * was changed. A second run writes nothing.
 *
 * @throws DeployError see {@link DeployErrorCode}
 */
export async function deploy(options: DeployOptions): Promise<DeployReport> {
  const started = performance.now()
  const source = await readSource(options.sqlDir)
  checkMatrix(source.matrix, source.functions, source.views)
  options.log?.('connecting')
  return withClient(options, async (client) => {
    const session = openSession(client)
    const server = await readServer(session)
    await begin(session, 'read write', options.lockTimeoutMs ?? 10_000)
    try {
      const report = await deployInTransaction({ session, server, source, options })
      await session.run(options.dryRun === true || !report.changed ? 'rollback' : 'commit')
      return { ...report, durationMs: Math.round(performance.now() - started) }
    } catch (error) {
      await session.run('rollback').catch(() => undefined)
      throw isServerError(error) ? await translate(session, error) : error
    }
  })
}

type Work = {
  readonly session: Session
  readonly server: Server
  readonly source: Source
  readonly options: DeployOptions
}

async function deployInTransaction(work: Work): Promise<Omit<DeployReport, 'durationMs'>> {
  const { session, server, source, options } = work
  const step = options.log ?? (() => undefined)

  step('waiting for the deploy lock')
  await takeDeployLock(session)
  step('checking the server')
  await preflight(session, server)
  step('making sure of the roles')
  const roles = await ensureRoles(session, source.roles, server)
  await session.run(`set local role ${OWNER}`)
  const recorded = await readRecord(session)
  refuseAhead(recorded, source)
  await compareSchema(session, source.schema)
  const environment = chooseEnvironment(
    options.environment,
    recorded,
    source,
    options.changeEnvironment === true,
  )
  step('comparing the live catalog with the record')
  const drift = await findDrift(session, recorded, server)
  refuseDrift(drift, options.repair === true)

  const sets = await applySets({ session, source, recorded, drift, step })
  if (drift.differences.length > 0 && recorded?.filesHash === source.hash) {
    refuseDrift(await findDrift(session, recorded, server), false)
  }
  step('sowing seeds')
  const seeds = await sow(session, source, environment)
  step('checking the lints')
  await lint(session, source.matrix)

  const changed = await recordChange(work, recorded, environment)
  return {
    changed,
    dryRun: options.dryRun === true,
    version: packageVersion(),
    previousVersion: recorded?.version ?? null,
    environment,
    server,
    roles,
    ...sets,
    seeds,
    repaired: describeDrift(drift),
  }
}

function refuseAhead(recorded: Recorded | undefined, source: Source): void {
  if (recorded === undefined) return
  const newer = isNewer(recorded.version, packageVersion())
  if (!newer && recorded.schemaFiles <= source.schema.length) return
  throw new DeployError({
    code: 'database_ahead',
    message: `The database was deployed by Headgate ${recorded.version} with ${count(recorded.schemaFiles, 'schema file')}; this is ${packageVersion()} with ${source.schema.length}`,
    hint: `Deploy with Headgate ${recorded.version} or newer. Nothing was changed.`,
  })
}

/** Adds a row to the record, unless this deploy changed nothing. */
async function recordChange(
  work: Work,
  recorded: Recorded | undefined,
  environment: string,
): Promise<boolean> {
  const { session, server, source, options } = work
  const version = packageVersion()
  const changed =
    (await hasWritten(session)) ||
    recorded?.filesHash !== source.hash ||
    recorded.version !== version ||
    recorded.environment !== environment
  if (!changed) return false
  options.log?.('recording')
  await writeRecord(session, {
    version,
    environment,
    serverMajor: server.major,
    schemaFiles: source.schema.length,
    filesHash: source.hash,
    files: source.hashes,
    catalog: await readCatalog(session, server),
  })
  return true
}

/** The server gives a transaction an id at its first write, and not before. */
async function hasWritten(session: Session): Promise<boolean> {
  const { wrote } = await session.one<{ wrote: boolean }>(
    'select pg_current_xact_id_if_assigned() is not null as wrote',
  )
  return wrote
}
