import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import pg from 'pg'
import { afterAll } from 'vitest'
import { findRoutine, statementOf } from './postgrest-sql.ts'

/**
 * A small server that keeps to what PostgREST documents of calling functions, for tests where no PostgREST runs:
 * named arguments, schema by `Content-Profile`, role by JWT, `select` with casts, `Prefer: count` and `timezone`,
 * `db-max-rows`, and errors as JSON with its status codes.
 */
export interface Postgrest {
  /** Without a slash at its end. */
  readonly url: string
  /** The secret that its JWTs are signed with. */
  readonly secret: string
  /** The headers of the last request. */
  lastHeaders(): IncomingMessage['headers']
  close(): Promise<void>
}

export interface PostgrestConfig {
  /** Of a login that may become the roles of its JWTs. */
  readonly connectionString: string
  readonly schemas?: readonly string[]
  readonly maxRows?: number
  /** Everything is below it. */
  readonly path?: string
}

const open = new Set<Postgrest>()
afterAll(async () => {
  for (const server of open) await server.close()
})

export async function startPostgrest(config: PostgrestConfig): Promise<Postgrest> {
  const secret = 'a secret of at least thirty-two characters'
  const pool = new pg.Pool({ connectionString: config.connectionString, max: 4 })
  pool.on('error', () => {})
  let headers: IncomingMessage['headers'] = {}
  const server = createServer((request, response) => {
    headers = request.headers
    answer(pool, config, secret, request).then(
      (reply) => send(response, reply),
      (error: unknown) => send(response, replyTo(error)),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const postgrest: Postgrest = {
    url: `http://127.0.0.1:${port}${config.path ?? ''}`,
    secret,
    lastHeaders: () => headers,
    async close() {
      open.delete(postgrest)
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await pool.end()
    },
  }
  open.add(postgrest)
  return postgrest
}

/** A JWT for a role. */
export function jwt(secret: string, claims: Readonly<Record<string, unknown>>): string {
  const body = [{ alg: 'HS256', typ: 'JWT' }, claims].map((part) => base64url(JSON.stringify(part))).join('.')
  return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`
}

const base64url = (text: string): string => Buffer.from(text).toString('base64url')

interface Reply {
  readonly status: number
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
}

class Refusal extends Error {
  readonly status: number
  readonly code: string
  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

async function answer(
  pool: pg.Pool,
  { schemas = ['headgate'], maxRows, path = '' }: PostgrestConfig,
  secret: string,
  request: IncomingMessage,
): Promise<Reply> {
  const url = new URL(request.url ?? '/', 'http://localhost')
  if (request.method !== 'POST') throw new Refusal(405, 'PGRST101', 'Only POST is understood here')
  if (!url.pathname.startsWith(`${path}/rpc/`)) throw new Refusal(404, 'PGRST125', 'Invalid path')
  const name = decodeURIComponent(url.pathname.slice(`${path}/rpc/`.length))
  const schema = String(request.headers['content-profile'] ?? schemas[0])
  if (!schemas.includes(schema)) throw new Refusal(406, 'PGRST106', `Invalid schema: ${schema}`)
  const claims = claimsOf(request, secret)
  const body = await bodyOf(request)
  const keys = keysOf(body)
  const preferences = String(request.headers.prefer ?? '')
  const client = await pool.connect().catch((error: Error) => {
    throw new Refusal(503, 'PGRST000', `Database connection error: ${error.message}`)
  })
  try {
    const routine = await findRoutine(client, schema, name, keys)
    if (!routine) {
      throw new Refusal(404, 'PGRST202', `Could not find the function ${schema}.${name} in the schema cache`)
    }
    const settings = {
      role: claims.role,
      'request.jwt.claims': JSON.stringify(claims),
      timezone: /timezone=([^,\s]+)/.exec(preferences)?.[1] ?? 'UTC',
    }
    await client.query('begin')
    for (const [key, value] of Object.entries(settings)) {
      await client.query('select set_config($1, $2, true)', [key, value])
    }
    const text = statementOf(routine, keys, url.searchParams.get('select'), maxRows)
    const { rows } = await client.query<{ body: string; page: number; total: number }>(text, [body])
    await client.query('commit')
    if (routine.kind === 'void') return { status: 204, body: '' }
    const { body: found = '', page = 0, total = 0 } = rows[0] ?? {}
    const isCounted = preferences.includes('count=exact')
    const range = `${page === 0 ? '*' : `0-${page - 1}`}/${isCounted ? total : '*'}`
    const status = isCounted && total > page ? 206 : 200
    return { status, body: found, headers: { 'content-range': range } }
  } catch (error) {
    await client.query('rollback').catch(() => {})
    throw error
  } finally {
    client.release()
  }
}

function claimsOf(request: IncomingMessage, secret: string): { readonly role: string } {
  const [, token] = /^Bearer (.+)$/.exec(request.headers.authorization ?? '') ?? []
  if (token === undefined) throw new Refusal(401, 'PGRST302', 'Anonymous access is disabled')
  const [head = '', body = '', signature = ''] = token.split('.')
  const expected = createHmac('sha256', secret).update(`${head}.${body}`).digest()
  const given = Buffer.from(signature, 'base64url')
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new Refusal(401, 'PGRST301', 'No suitable key or wrong key type')
  }
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString())
  if (typeof claims.exp === 'number' && claims.exp < Date.now() / 1000) {
    throw new Refusal(401, 'PGRST303', 'JWT expired')
  }
  return claims
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of request.setEncoding('utf8')) body += chunk
  return body
}

function keysOf(body: string): readonly string[] {
  try {
    return Object.keys(JSON.parse(body))
  } catch {
    throw new Refusal(400, 'PGRST102', 'Empty or invalid json')
  }
}

function replyTo(error: unknown): Reply {
  if (error instanceof Refusal) return report(error.status, error.code, error.message)
  if (error instanceof pg.DatabaseError && error.code !== undefined) {
    return report(statusOf(error.code), error.code, error.message, error.detail, error.hint)
  }
  return report(503, 'PGRST001', error instanceof Error ? error.message : String(error))
}

const report = (status: number, code: string, message: string, details?: string, hint?: string): Reply => ({
  status,
  body: JSON.stringify({ code, message, details: details ?? null, hint: hint ?? null }),
})

/** As in its table "HTTP Status Codes". */
function statusOf(sqlstate: string): number {
  if (/^(08|53(?!400))/.test(sqlstate)) return 503
  if (/^(42501|0L|0P|28)/.test(sqlstate)) return 403
  if (/^(42883|42P01)/.test(sqlstate)) return 404
  if (/^2350[35]/.test(sqlstate)) return 409
  if (sqlstate === '25006') return 405
  if (sqlstate === 'P0001') return 400
  return /^(09|25|2D|38|39|3B|40|53400|54|55|57|58|F0|HV|P0|XX|42P17)/.test(sqlstate) ? 500 : 400
}

function send(response: ServerResponse, { status, body, headers }: Reply): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers }).end(body)
}
