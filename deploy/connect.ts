import pg from 'pg'
import { DeployError, isServerError } from './errors.ts'
import type { DatabaseClient } from './session.ts'

export type Target = {
  /** `postgres://…`; the environment (`PGHOST`, …) fills what it leaves out. */
  readonly connectionString?: string | undefined
  /** A connected client, instead of a connection string. It is left connected. */
  readonly client?: DatabaseClient | undefined
}

/**
 * Runs `work` on the given client, or on a connection of its own that is closed afterwards.
 *
 * @throws DeployError `server_unreachable`, without the password
 */
export async function withClient<Result>(
  target: Target,
  work: (client: DatabaseClient) => Promise<Result>,
): Promise<Result> {
  if (target.client !== undefined) return work(target.client)
  const client = await connect(target.connectionString)
  let lost: Error | undefined
  client.on('error', (error) => {
    lost = error
  })
  try {
    return await work(client)
  } catch (error) {
    throw lost === undefined ? error : unreachable(client, lost, 'The connection was lost')
  } finally {
    await client.end().catch(() => undefined)
  }
}

async function connect(connectionString: string | undefined): Promise<pg.Client> {
  const client = newClient(connectionString)
  try {
    await client.connect()
    return client
  } catch (error) {
    await client.end().catch(() => undefined)
    throw unreachable(client, error, 'No connection')
  }
}

function newClient(connectionString: string | undefined): pg.Client {
  try {
    // Anything else the parser would take for the name of a database on this machine.
    if (connectionString !== undefined && !/^(postgres(ql)?|socket):\/\//.test(connectionString)) {
      throw new TypeError('no address')
    }
    return new pg.Client({
      connectionString,
      application_name: 'headgate deploy',
      connectionTimeoutMillis: 10_000,
    })
  } catch {
    // The parser's own message may quote the string, password and all.
    throw new DeployError({
      code: 'server_unreachable',
      message: 'The connection string cannot be read',
      hint: 'Write postgres://user:password@host:port/database, and percent-encode special characters.',
    })
  }
}

function unreachable(client: pg.Client, error: unknown, what: string): DeployError {
  const reason = isServerError(error) ? error.message : networkReason(error)
  // Not in the address, nor in the environment.
  const user = client.user ? `user "${client.user}"` : 'no user'
  return new DeployError({
    code: 'server_unreachable',
    message: `${what}: ${client.host}:${client.port}, database "${client.database}", ${user}: ${reason}`,
    hint: isServerError(error)
      ? 'The server answered but refused: check user, password, database and pg_hba.conf.'
      : 'Check that the server runs and that host and port are right.',
    sqlstate: isServerError(error) ? error.code : undefined,
    cause: isServerError(error) ? undefined : error,
  })
}

/** Node gives an AggregateError with an empty message when a host has several addresses. */
function networkReason(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(networkReason).join('; ')
  return error instanceof Error ? error.message : String(error)
}
