import { Timestamp } from './timestamp.ts'

/** What every failure of a call tells: which function, what went wrong, what to do. */
export interface Failure {
  /** The SQL function called, without its schema. */
  readonly function: string
  readonly message: string
  /** What the caller can do about it. */
  readonly hint: string
  readonly cause?: unknown
}

/** The root of every error that a call can end with. `code` tells them apart, also across bundles. */
export abstract class HeadgateError extends Error {
  abstract readonly code: string
  /** Whether the same call may succeed later without a change by the caller. */
  abstract readonly retryable: boolean
  readonly function: string
  readonly hint: string

  constructor(failure: Failure) {
    super(failure.message, failure.cause === undefined ? undefined : { cause: failure.cause })
    this.name = new.target.name
    this.function = failure.function
    this.hint = failure.hint
  }
}

/** Structured facts of a refusal, as the server wrote them: `K` are keys that it may hold, among others. */
export type Detail<K extends string = string> = Readonly<Record<string, unknown>> & {
  readonly [key in K]?: unknown
}

/** A rule of the database said no (SQLSTATE class JQ). The generated classes extend it, one for each code. */
export abstract class Refusal extends HeadgateError {
  abstract readonly sqlstate: string
  readonly detail: Detail

  constructor(failure: Failure & { readonly detail: Detail }) {
    super(failure)
    this.detail = failure.detail
  }

  /** The position of the bad element of a batch, counted from 0; undefined when no element is at fault. */
  get element(): number | undefined {
    return typeof this.detail.element === 'number' ? this.detail.element : undefined
  }

  /** The argument at fault, as SQL names it, for example `p_payload`; undefined when none is. */
  get argument(): string | undefined {
    return typeof this.detail.argument === 'string' ? this.detail.argument : undefined
  }

  /** When the server expects that a retry can succeed; undefined when it gave no time. */
  get retryAt(): Timestamp | undefined {
    const text = this.detail.retry_at
    if (typeof text !== 'string') return undefined
    const at = new Timestamp(text)
    return Number.isNaN(at.getTime()) ? undefined : at
  }
}

/** One thing wrong with a value: where it is and what was expected. Never the value itself. */
export interface Issue {
  /** For example `jobs[3].payload`. */
  readonly path: string
  readonly message: string
}

type FailureWithIssues = Omit<Failure, 'message'> & { readonly issues: readonly Issue[] }

const listed = (issues: readonly Issue[]): string =>
  issues.map(({ path, message }) => `${path}: ${message}`).join('; ')

/** The arguments do not fit the contract; nothing was sent. */
export class InvalidArguments extends HeadgateError {
  readonly code = 'invalid_arguments'
  readonly retryable = false
  readonly issues: readonly Issue[]

  constructor(failure: FailureWithIssues) {
    super({ ...failure, message: `headgate.${failure.function}: ${listed(failure.issues)}` })
    this.issues = failure.issues
  }
}

/** The server answered something that the contract does not allow. The call itself took effect. */
export class InvalidResult extends HeadgateError {
  readonly code = 'invalid_result'
  readonly retryable = false
  readonly issues: readonly Issue[]

  constructor(failure: FailureWithIssues) {
    super({ ...failure, message: `headgate.${failure.function} answered: ${listed(failure.issues)}` })
    this.issues = failure.issues
  }
}

/** The connection could not be made or broke. Whether the call took effect is unknown. */
export class ConnectionLost extends HeadgateError {
  readonly code = 'connection_lost'
  readonly retryable = true
}

/** The role of this connection may not call the function (SQLSTATE 42501). */
export class PermissionDenied extends HeadgateError {
  readonly code = 'not_permitted'
  readonly sqlstate = '42501'
  readonly retryable = false
  /** The group roles that may call it; the connection's role must be a member of one. */
  readonly roles: readonly string[]

  constructor(failure: Failure & { readonly roles: readonly string[] }) {
    super(failure)
    this.roles = failure.roles
  }
}

/** The database holds no Headgate, or one whose contract is not the one this client was generated from. */
export class ContractMismatch extends HeadgateError {
  readonly code = 'contract_mismatch'
  /** What the server said; empty when it was asked for its contract and told another. */
  readonly sqlstate: string
  readonly retryable = false
  /** The functions that differ or are missing, as far as the server could be asked. */
  readonly functions: readonly string[]

  constructor(failure: Failure & { readonly sqlstate: string; readonly functions?: readonly string[] }) {
    super(failure)
    this.sqlstate = failure.sqlstate
    this.functions = failure.functions ?? []
  }
}

/** Any other error that PostgreSQL raised; `retryable` is true for conflicts and exhausted resources. */
export class ServerError extends HeadgateError {
  readonly code = 'server_error'
  readonly sqlstate: string
  readonly retryable: boolean

  constructor(failure: Failure & { readonly sqlstate: string; readonly retryable: boolean }) {
    super(failure)
    this.sqlstate = failure.sqlstate
    this.retryable = failure.retryable
  }
}

/** The transport failed in a way that is neither the server's answer nor a lost connection. */
export class TransportFailed extends HeadgateError {
  readonly code = 'transport_failed'
  readonly retryable = false
}

/** What any call can end with, whatever function it calls. */
export type CallError =
  | InvalidArguments
  | InvalidResult
  | ConnectionLost
  | PermissionDenied
  | ContractMismatch
  | ServerError
  | TransportFailed

/** Whether it is worth making the same call again later. */
export function isRetryable(error: unknown): boolean {
  return error instanceof HeadgateError && error.retryable
}
