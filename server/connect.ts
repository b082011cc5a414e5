import { resolve } from 'node:path'
import pg from 'pg'
import { startEmbedded } from './embedded.ts'
import { codeOf, messageOf, ServerError } from './errors.ts'

export interface ServerChoice {
  /** Replaces the environment variable of that name; empty means unset. */
  readonly databaseUrl?: string | undefined
  /** Folder of the embedded cluster. Default `.headgate/postgres` in the project. */
  readonly dataDir?: string
  readonly log?: (line: string) => void
}

export interface ResolvedServer {
  /** May hold a password: not for logs. See {@link describeServer}. */
  readonly connectionString: string
  /** Whether it is the embedded server; if not, `stop` does nothing. */
  readonly embedded: boolean
  stop(): Promise<void>
}

const oldestSupported = 14

/**
 * The database to work with: the one that `DATABASE_URL` names, or else the embedded server, started if it
 * does not run yet. With `DATABASE_URL` nothing is ever started.
 * @throws ServerError `invalid_url`, `unreachable`, `login_refused`, `server_too_old`, and those of
 * `startEmbedded`
 */
export async function resolveServer(choice: ServerChoice = {}): Promise<ResolvedServer> {
  const url = choice.databaseUrl ?? process.env.DATABASE_URL ?? ''
  if (url !== '') {
    await checkServer(url)
    return { connectionString: url, embedded: false, stop: async () => {} }
  }
  const dataDir = choice.dataDir ?? resolve(import.meta.dirname, '../.headgate/postgres')
  const server = await startEmbedded({ keep: true, dataDir, ...(choice.log && { log: choice.log }) })
  return { connectionString: server.connectionString, embedded: true, stop: server.stop }
}

/**
 * Checks that a server answers at the address, lets us in and is new enough.
 * @throws ServerError `invalid_url`, `unreachable`, `login_refused`, `server_too_old`
 */
export async function checkServer(connectionString: string): Promise<void> {
  const where = describeServer(connectionString)
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 10_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows } = await client.query<{ server_version_num: string }>('show server_version_num')
    const major = Math.floor(Number(rows[0]?.server_version_num) / 10_000)
    if (major < oldestSupported) throw tooOld(where, major)
  } catch (error) {
    throw error instanceof ServerError ? error : explain(error, where)
  } finally {
    await client.end().catch(() => {})
  }
}

/**
 * An address as it may be shown: user, host, port and database, never the password.
 * @throws ServerError `invalid_url`
 */
export function describeServer(connectionString: string): string {
  if (!/^postgres(ql)?:\/\//.test(connectionString) || !URL.canParse(connectionString)) throw invalidUrl()
  const { username, host, pathname, searchParams } = new URL(connectionString)
  const shownHost = host || searchParams.get('host') || 'localhost'
  return `${username === '' ? '' : `${username}@`}${shownHost}${pathname}`
}

function explain(cause: unknown, where: string): ServerError {
  // Class 28 is refused login; 3D000 is an unknown database; 42501 a database one may not connect to.
  const code = codeOf(cause) ?? ''
  if (code.startsWith('28') || code === '3D000' || code === '42501') {
    return new ServerError(
      'login_refused',
      `The server at ${where} refused the connection: ${messageOf(cause)}.`,
      'Check the user, the password and the database name in DATABASE_URL.',
      { cause },
    )
  }
  return new ServerError(
    'unreachable',
    `No PostgreSQL server answered at ${where}: ${messageOf(cause)}.`,
    'Check host and port in DATABASE_URL and that the server runs, or unset it to use the embedded server.',
    { cause },
  )
}

function invalidUrl(): ServerError {
  return new ServerError(
    'invalid_url',
    'DATABASE_URL is not the address of a PostgreSQL database.',
    'Write it as postgres://user:password@host:5432/database, special characters in the password percent-encoded.',
  )
}

function tooOld(where: string, major: number): ServerError {
  return new ServerError(
    'server_too_old',
    `The server at ${where} is PostgreSQL ${major}; Headgate needs ${oldestSupported} or newer.`,
    'Upgrade the server, or unset DATABASE_URL to use the embedded one.',
  )
}
