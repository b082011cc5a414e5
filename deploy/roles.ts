import pg from 'pg'
import { isServerError } from './errors.ts'
import type { SqlFile } from './file.ts'
import { insufficient, OWNER, ROLES, type Server } from './preflight.ts'
import type { Session } from './session.ts'

/** Supabase's backend role, where there is one, may do what these may. */
const SERVICE_ROLE = 'service_role'
const SERVICE_GROUPS = ['headgate_producer', 'headgate_worker', 'headgate_operator'] as const

/**
 * Makes the roles, the schemas and the memberships that are missing, as the connecting user. Writes nothing when
 * none is. Returns what it did.
 */
export async function ensureRoles(session: Session, file: SqlFile, server: Server): Promise<string[]> {
  const missing = await missingRoles(session)
  if (missing.length > 0) await againstOtherDatabases(session, () => session.script(file))
  const done = missing.map((role) => `create role ${role}`)
  done.push(...(await joinOwner(session, server)))
  done.push(...(await ensureSchemas(session)))
  done.push(...(await ensureServiceRole(session)))
  return done
}

/** Runs the edited roles.sql as the connecting user, in the middle of a deploy that is the owner by now. */
export async function rerunRoles(session: Session, file: SqlFile): Promise<void> {
  await session.run('reset role')
  await againstOtherDatabases(session, () => session.script(file))
  await session.run(`set local role ${OWNER}`)
}

async function missingRoles(session: Session): Promise<string[]> {
  const rows = await session.rows<{ role: string }>(
    'select r as role from unnest($1::text[]) as r where to_regrole(quote_ident(r)) is null',
    [ROLES],
  )
  return rows.map((row) => row.role)
}

/** Roles belong to the whole cluster: a deploy into a sister database may be making the same ones right now. */
async function againstOtherDatabases(session: Session, work: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await session.attempt(work)
      return
    } catch (error) {
      if (attempt === 4 || !isRace(error)) throw error
    }
  }
}

function isRace(error: unknown): boolean {
  const cause = error instanceof Error && isServerError(error.cause) ? error.cause : error
  if (!isServerError(cause)) return false
  const raced = cause.code === 'XX000' && cause.message.includes('concurrently')
  return raced || cause.code === '23505' || cause.code === '42710'
}

/** To create things for the owner the deployer must be able to become it, and needs no more than that. */
async function joinOwner(session: Session, server: Server): Promise<string[]> {
  const set = server.major >= 16 ? 'SET' : 'MEMBER'
  const { able } = await session.one<{ able: boolean }>('select pg_has_role(current_user, $1, $2) as able', [
    OWNER,
    set,
  ])
  if (able) return []
  const options = server.major >= 16 ? ' with set true, inherit false' : ''
  const statement = `grant ${OWNER} to ${pg.escapeIdentifier(server.user)}${options}`
  try {
    await againstOtherDatabases(session, () => session.run(statement))
  } catch (error) {
    if (!isServerError(error) || error.code !== '42501') throw error
    throw insufficient(
      `"${server.user}" may not become ${OWNER}, whom somebody else made`,
      `As an administrator of that role: ${statement}`,
    )
  }
  return [statement]
}

async function ensureSchemas(session: Session): Promise<string[]> {
  const rows = await session.rows<{ schema: string }>(
    `select s as schema from unnest(array['headgate', 'headgate_private']) as s
     where to_regnamespace(s) is null`,
  )
  const statements = rows.map(({ schema }) => `create schema ${schema} authorization ${OWNER}`)
  for (const statement of statements) await session.run(statement)
  return statements
}

async function ensureServiceRole(session: Session): Promise<string[]> {
  const rows = await session.rows<{ role: string }>(
    `select r as role from unnest($1::text[]) as r
     where exists (select from pg_roles where rolname = $2)
       and not exists (
         select from pg_auth_members as m
         where m.roleid = to_regrole(r)::oid and m.member = to_regrole(quote_ident($2))::oid)`,
    [SERVICE_GROUPS, SERVICE_ROLE],
  )
  const statements = rows.map(({ role }) => `grant ${role} to ${SERVICE_ROLE}`)
  for (const statement of statements) {
    await againstOtherDatabases(session, () => session.run(statement)).catch((error: unknown) => {
      if (!isServerError(error) || error.code !== '42501') throw error
      throw insufficient(
        `${SERVICE_ROLE} exists, but you may not make it a member`,
        `As an administrator: ${statement}`,
      )
    })
  }
  return statements
}
