import { HeadgateError, InvalidArguments, TransportFailed } from './errors.ts'
import { NotJson } from './json.ts'
import { onceFor } from './once-for.ts'
import { pathOf } from './path.ts'
import { listenerOf, type PgListenPool } from './pg-listen.ts'
import { connectionLost, errorFromReport } from './refusals.ts'
import { rowDecoder } from './rows.ts'
import { statementFor } from './statement.ts'
import { readerOf, toText } from './text.ts'
import type { Argument, FunctionCall, FunctionSpec, Row, Transport } from './transport.ts'

export type { PgListenPool } from './pg-listen.ts'

/** The query that this transport gives to the driver: a query config of `pg`. */
export interface PgQuery {
  readonly text: string
  readonly values: (string | null)[]
  readonly rowMode: 'array'
  readonly types: { getTypeParser(): (text: string) => string }
  readonly name?: string
}

/**
 * Anything that runs a query as `pg` does: a Pool, a Client, or a client checked out of a pool, within its
 * own transaction or not.
 */
export interface PgQueryable {
  query(query: PgQuery): Promise<{ readonly rows: unknown[] }>
}

/** How the `pg` transport behaves. */
export interface PgOptions {
  /**
   * Prepare each statement once per connection. Saves planning; leave it off behind a pooler in
   * transaction mode that does not track prepared statements. Default: false.
   */
  readonly prepare?: boolean
  /**
   * Where a worker takes the connection on which it listens for jobs, for example one past the pooler that the
   * calls go through. Default: from the Pool given, if that may open more than one connection and goes to the
   * server itself; otherwise nothing is heard.
   */
  readonly listenPool?: PgListenPool
}

/** Every value stays the text that the server sent; the contract knows how to read it. */
const verbatim = { getTypeParser: () => (text: string) => text }

/**
 * Carries calls over `pg`. Given a client inside a transaction, the calls are part of it: a job enqueued
 * there exists if the transaction commits.
 *
 * @example
 * ```ts
 * import { producerClient } from 'headgate'
 * import { openPool } from 'headgate/node'
 * import { pgTransport } from 'headgate/pg'
 *
 * const pool = openPool({ connectionString: process.env.DATABASE_URL })
 * await producerClient(pgTransport(pool)).enqueueJob({ jobType: 'plain', payload: { question: 'Why?' } })
 * await pool.end()
 * ```
 */
export function pgTransport(queryable: PgQueryable, options: PgOptions = {}): Transport {
  const listen = listenerOf(queryable, options.listenPool)
  return {
    database: queryable,
    ...(listen && { listen }),
    async call(call: FunctionCall): Promise<readonly Row[]> {
      const query = queryFor(call, options.prepare ?? false)
      try {
        const { rows } = await queryable.query(query)
        if (call.function.returns === 'none') return []
        const decode = decoderFor(call.function)
        const decoded = rows.map((cells) => decode(cellsOf(cells)))
        // The driver's callbacks, which V8 puts among old objects, hold the cells until the next full collection.
        rows.length = 0
        return decoded
      } catch (error) {
        throw errorFromPg(call.function, error)
      }
    },
  }
}

function queryFor(call: FunctionCall, prepare: boolean): PgQuery {
  const text = statementFor(call.function, call.arguments)
  const values = call.arguments.map((argument) => encode(call.function, argument))
  const query: PgQuery = { text, values, rowMode: 'array', types: verbatim }
  return prepare ? { ...query, name: statementName(call) } : query
}

/** At most 63 characters, as the server compares no more: the function and a bit for each argument given. */
function statementName(call: FunctionCall): string {
  const given = new Set(call.arguments.map(({ key }) => key))
  const bits = Object.keys(call.function.parameters).map((key) => (given.has(key) ? '1' : '0'))
  return `hg_${call.function.name.slice(0, 40)}_${BigInt(`0b1${bits.join('')}`).toString(36)}`
}

function encode(spec: FunctionSpec, { key, parameter, value }: Argument): string | null {
  try {
    return toText(parameter.type, value)
  } catch (error) {
    if (!(error instanceof NotJson)) throw error
    const issues = [{ path: pathOf([key, ...error.keys]), message: error.message }]
    throw new InvalidArguments({
      function: spec.name,
      issues,
      hint: 'Give a value that JSON can carry exactly.',
    })
  }
}

function cellsOf(cells: unknown): readonly unknown[] {
  if (!Array.isArray(cells)) throw new TypeError('the driver ignored rowMode "array"')
  return cells
}

const decoderFor = onceFor((spec: FunctionSpec) =>
  rowDecoder(spec, ({ type }) => {
    const read = readerOf(type)
    return (cell) => {
      if (typeof cell !== 'string') throw new TypeError('the driver ignored the per-query types')
      return read(cell)
    }
  }),
)

function errorFromPg(spec: FunctionSpec, error: unknown): HeadgateError {
  if (error instanceof HeadgateError) return error
  if (isServerReport(error))
    return errorFromReport(spec, { ...error, sqlstate: error.code, message: error.message }, error)
  const message = error instanceof Error ? error.message : String(error)
  if (isConnectionFault(error, message)) return connectionLost(spec, message, error)
  return new TransportFailed({
    function: spec.name,
    message: `headgate.${spec.name} could not be sent: ${message}`,
    hint: 'Give pgTransport an open Pool or Client of `pg`.',
    cause: error,
  })
}

interface PgServerError extends Error {
  readonly code: string
  readonly detail?: string
  readonly hint?: string
  readonly where?: string
}

/** Only what the server reported has a severity; an EPIPE of the socket also has a five-letter code. */
function isServerReport(error: unknown): error is PgServerError {
  return error instanceof Error && 'severity' in error && 'code' in error && typeof error.code === 'string'
}

const connectionFaults =
  /connection (terminated|error|ended|timeout)|timeout exceeded|read timeout|not queryable|socket|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EHOSTUNREACH|EAI_AGAIN/i

function isConnectionFault(error: unknown, message: string): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return connectionFaults.test(code) || connectionFaults.test(message)
}
