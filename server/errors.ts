export type ServerErrorCode =
  | 'unsupported_platform'
  | 'binaries_unusable'
  | 'no_unprivileged_user'
  | 'data_unusable'
  | 'data_not_yours'
  | 'other_major'
  | 'port_in_use'
  | 'start_failed'
  | 'start_timeout'
  | 'stop_timeout'
  | 'invalid_url'
  | 'unreachable'
  | 'login_refused'
  | 'server_too_old'

/** What went wrong with the server (`message`), which kind it is (`code`) and what to do (`hint`). */
export class ServerError extends Error {
  override readonly name = 'ServerError'
  readonly code: ServerErrorCode
  readonly hint: string

  constructor(code: ServerErrorCode, message: string, hint: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.hint = hint
  }
}

/** The `code` of a system, PostgreSQL or server error, if it has one. */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

/** The message of anything thrown; an `AggregateError` (both address families refused) often has none. */
export function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(messageOf).join('; ')
  return error instanceof Error ? error.message : String(error)
}
