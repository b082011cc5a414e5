import {
  ConnectionLost,
  ContractMismatch,
  type Detail,
  type HeadgateError,
  PermissionDenied,
  ServerError,
} from './errors.ts'
import { fromJson } from './json-read.ts'
import type { FunctionSpec } from './transport.ts'

/** What PostgreSQL said, whichever way it came. */
export interface ServerReport {
  readonly sqlstate: string
  readonly message: string
  readonly detail?: string | undefined
  readonly hint?: string | undefined
  /** The call stack inside the server; absent when the statement itself was refused. */
  readonly where?: string | undefined
}

/** Undefined function, column, table, schema, object, parameter: our own statement did not fit the database. */
const unfitting = new Set(['42883', '42703', '42P01', '3F000', '42704', '42P13'])

/** The server went away, or was not there yet (class 08, 57P01 to 57P03). */
const gone = /^(08|57P0[1-3])/

/** Conflicts, exhausted resources, lock timeouts and cancellations: later the same call may pass. */
const passing = /^(40|53|55P03|57014|25006)/

/** The typed error for what PostgreSQL reported about a call of `spec`. */
export function errorFromReport(spec: FunctionSpec, report: ServerReport, cause: unknown): HeadgateError {
  const { sqlstate, message } = report
  const known = Object.hasOwn(spec.errors, sqlstate) ? spec.errors[sqlstate] : undefined
  const failure = { function: spec.name, message, hint: report.hint ?? '', cause }
  if (known) return new known({ ...failure, detail: detailFrom(report.detail) })
  if (sqlstate === '42501') return permissionDenied(spec, message, cause)
  if (unfitting.has(sqlstate) && report.where === undefined) {
    return new ContractMismatch({
      ...failure,
      sqlstate,
      message: `headgate.${spec.name} cannot be called as this client knows it: ${message}`,
      hint: 'Deploy Headgate into this database, or use the client generated from the version deployed there.',
    })
  }
  if (gone.test(sqlstate)) return connectionLost(spec, message, cause)
  return new ServerError({ ...failure, sqlstate, retryable: passing.test(sqlstate) })
}

/** The role may not call the function. */
export function permissionDenied(spec: FunctionSpec, message: string, cause: unknown): PermissionDenied {
  const { name, roles } = spec
  return new PermissionDenied({
    function: name,
    roles,
    message: `The role of this connection may not call headgate.${name}: ${message}`,
    hint:
      roles.length === 0
        ? 'No group role may call this function; only the owner can.'
        : `Grant the connection's role membership of ${roles.join(' or ')}.`,
    cause,
  })
}

/** A connection that could not be made or broke; the fate of the call is unknown. */
export function connectionLost(spec: FunctionSpec, message: string, cause: unknown): ConnectionLost {
  return new ConnectionLost({
    function: spec.name,
    message: `The connection was lost while calling headgate.${spec.name}: ${message}`,
    hint: spec.readonly
      ? 'Call again on a new connection.'
      : 'Whether it took effect is unknown. Call again on a new connection: leases and idempotency keys make that safe.',
    cause,
  })
}

function detailFrom(text: string | undefined): Detail {
  if (text === undefined || text === '') return {}
  try {
    const value: unknown = fromJson(text)
    return value !== null && typeof value === 'object' && !Array.isArray(value)
      ? (value as Detail)
      : { value }
  } catch {
    return { text }
  }
}
