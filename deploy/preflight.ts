import { DeployError } from './errors.ts'
import type { Session } from './session.ts'

export const OLDEST_SERVER = 14
export const OWNER = 'headgate_owner'
export const ROLES = [
  OWNER,
  'headgate_producer',
  'headgate_worker',
  'headgate_operator',
  'headgate_observer',
] as const

export type Server = {
  /** As the server says it: `16.4 (Debian …)`. */
  readonly version: string
  readonly major: number
  readonly database: string
  readonly user: string
}

type Facts = {
  version: string
  number: number
  database: string
  user: string
  strings: string
  recovery: boolean
}

/**
 * Who are we, and what are we talking to?
 *
 * @throws DeployError `server_too_old`
 */
export async function readServer(session: Session): Promise<Server> {
  const facts = await readFacts(session)
  const major = Math.floor(facts.number / 10_000)
  if (major < OLDEST_SERVER) {
    throw new DeployError({
      code: 'server_too_old',
      message: `The server is PostgreSQL ${facts.version}; Headgate needs ${OLDEST_SERVER} or newer`,
      hint: 'Upgrade the server, or use another one. Nothing was changed.',
    })
  }
  return { version: facts.version, major, database: facts.database, user: facts.user }
}

function readFacts(session: Session): Promise<Facts> {
  return session.one<Facts>(`
    select current_setting('server_version') as version,
           current_setting('server_version_num')::integer as number,
           current_database()::text as database,
           current_user::text as "user",
           current_setting('standard_conforming_strings') as strings,
           pg_is_in_recovery() as recovery`)
}

/**
 * Can this server, and this user on it, take a deploy at all? Run inside the transaction, before any change.
 *
 * @throws DeployError `server_read_only`, `setting_unsupported`, `insufficient_privilege`, `schema_taken`
 */
export async function preflight(session: Session, server: Server): Promise<void> {
  const { strings, recovery } = await readFacts(session)
  if (recovery) {
    throw new DeployError({
      code: 'server_read_only',
      message: `The server is a standby; "${server.database}" cannot be changed here`,
      hint: 'Connect to the primary.',
    })
  }
  if (strings !== 'on') {
    throw new DeployError({
      code: 'setting_unsupported',
      message: 'standard_conforming_strings is off, so function bodies would be read differently',
      hint: `Set it on for this database or role: alter database … set standard_conforming_strings = on`,
    })
  }
  await checkRights(session, server)
  await checkSchemas(session)
}

async function checkRights(session: Session, server: Server): Promise<void> {
  const rights = await session.one<{
    can_create: boolean
    can_make_roles: boolean
    missing: string[]
    schemas: number
  }>(
    `select has_database_privilege(current_database(), 'CREATE') as can_create,
            (select rolsuper or rolcreaterole from pg_roles where rolname = current_user) as can_make_roles,
            array(select r from unnest($1::text[]) as r where to_regrole(quote_ident(r)) is null) as missing,
            (select count(*)::integer from pg_namespace
             where nspname in ('headgate', 'headgate_private')) as schemas`,
    [ROLES],
  )
  if (rights.schemas < 2 && !rights.can_create) {
    throw insufficient(
      `"${server.user}" may not create schemas in database "${server.database}"`,
      `As the owner of the database: grant create on database "${server.database}" to "${server.user}"`,
    )
  }
  if (rights.missing.length > 0 && !rights.can_make_roles) {
    throw insufficient(
      `"${server.user}" may not create roles, and these are missing: ${rights.missing.join(', ')}`,
      `As an administrator: alter role "${server.user}" createrole`,
    )
  }
}

async function checkSchemas(session: Session): Promise<void> {
  const [taken] = await session.rows<{ name: string; owner: string }>(
    `select nspname as name, pg_get_userbyid(nspowner) as owner from pg_namespace
     where nspname in ('headgate', 'headgate_private') and pg_get_userbyid(nspowner) <> $1`,
    [OWNER],
  )
  if (taken === undefined) return
  throw new DeployError({
    code: 'schema_taken',
    message: `Schema "${taken.name}" exists and belongs to "${taken.owner}", not to ${OWNER}`,
    hint: 'It is somebody else’s: rename it or use another database. Nothing was changed.',
  })
}

export function insufficient(message: string, hint: string): DeployError {
  return new DeployError({ code: 'insufficient_privilege', message, hint: `${hint}. Nothing was changed.` })
}
