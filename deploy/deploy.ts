import { type CatalogDifference, readCatalog } from './catalog.ts'
import { type Target, withClient } from './connect.ts'
import { findDrift, refuseDrift, touchesFunction } from './drift.ts'
import { count, DeployError, isServerError, type ServerError } from './errors.ts'
import { applyFunctions, checkBodies, type FunctionChanges } from './functions.ts'
import { applyGrants, checkMatrix, closeDefaults } from './grants.ts'
import { lint } from './lints/run.ts'
import { lockNotAvailable, takeDeployLock } from './locks.ts'
import type { FunctionFile } from './parse.ts'
import { applyPolicies, dropTriggersAndPolicies } from './policies.ts'
import { OWNER, preflight, readServer, type Server } from './preflight.ts'
import { type Recorded, readRecord, writeRecord } from './record.ts'
import { ensureRoles, rerunRoles } from './roles.ts'
import { applySchema, compareSchema } from './schema.ts'
import { chooseEnvironment, type SeedReport, sow } from './seeds.ts'
import { begin, openSession, type Session } from './session.ts'
import { readSource, type Source } from './source.ts'
import { isNewer, packageVersion } from './version.ts'
import { createViews, dropViews, viewsStandOnFunctions } from './views.ts'

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

export type DeployReport = {
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
  /** Names of the schema files applied by this deploy. */
  readonly schema: readonly string[]
  readonly functions: FunctionChanges
  /** Paths of the view files made anew. */
  readonly views: readonly string[]
  /** Paths of the policy scripts run. */
  readonly policies: readonly string[]
  /** GRANT and REVOKE statements that were needed. */
  readonly grants: readonly string[]
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

type Drift = readonly CatalogDifference[]

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

  const sets = await applySets(work, recorded, drift)
  if (drift.length > 0 && recorded?.filesHash === source.hash) {
    refuseDrift(await findDrift(session, recorded, server), false)
  }
  step('sowing seeds')
  const seeds = await sow(session, source, environment)
  step('checking the lints')
  await lint(session, source.matrix)

  const changed =
    (await hasWritten(session)) ||
    recorded?.filesHash !== source.hash ||
    recorded.version !== packageVersion() ||
    recorded.environment !== environment ||
    recorded.serverMajor !== server.major
  if (changed) {
    step('recording')
    await writeRecord(session, {
      version: packageVersion(),
      environment,
      serverMajor: server.major,
      schemaFiles: source.schema.length,
      filesHash: source.hash,
      files: source.hashes,
      catalog: await readCatalog(session),
    })
  }
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
    repaired: drift.map(({ object, change }) => `${object}: ${change}`),
  }
}

type Sets = Pick<DeployReport, 'schema' | 'functions' | 'views' | 'policies' | 'grants'>

/** Schema files, then everything that is replaced as a set. What is equal already is not touched. */
async function applySets(work: Work, recorded: Recorded | undefined, drift: Drift): Promise<Sets> {
  const { session, source, options } = work
  const step = options.log ?? (() => undefined)
  const repairing = drift.length > 0
  const changed = (folder: string) => folderChanged(folder, recorded, source)
  const remakeViews =
    repairing ||
    changed('schema') ||
    changed('views') ||
    (changed('functions') && (await viewsStandOnFunctions(session)))
  const remakePolicies = repairing || changed('schema') || changed('policies')
  const isCurrent = (file: FunctionFile) =>
    recorded?.files[file.path] === file.hash && !touchesFunction(drift, file.qualified)

  if (changed('policies') && recorded !== undefined) await rerunRoles(session, source.roles)
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

/** The server gives a transaction an id at its first write, and not before. */
async function hasWritten(session: Session): Promise<boolean> {
  const { wrote } = await session.one<{ wrote: boolean }>(
    'select pg_current_xact_id_if_assigned() is not null as wrote',
  )
  return wrote
}

/** A server error that no step has made its own. */
async function translate(session: Session, error: ServerError): Promise<DeployError> {
  if (error.code === '55P03') return lockNotAvailable(session, error)
  const denied = error.code === '42501'
  return new DeployError({
    code: denied ? 'insufficient_privilege' : 'sql_failed',
    message: `${error.message} (SQLSTATE ${error.code})`,
    hint: denied
      ? 'Deploy as the user who made the Headgate roles, or as an administrator. Nothing was changed.'
      : (error.hint ?? 'Nothing was changed.'),
    sqlstate: error.code,
    detail: error.detail ?? error.where,
    cause: error,
  })
}
