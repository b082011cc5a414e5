/** Everything a deploy can refuse or fail for. Codes are stable; messages are for people. */
export type DeployErrorCode =
  | 'server_unreachable'
  | 'server_too_old'
  | 'server_read_only'
  | 'setting_unsupported'
  | 'insufficient_privilege'
  | 'in_transaction'
  | 'schema_taken'
  | 'database_ahead'
  | 'not_deployed'
  | 'environment_required'
  | 'environment_unknown'
  | 'environment_mismatch'
  | 'source_missing'
  | 'source_invalid'
  | 'matrix_invalid'
  | 'matrix_mismatch'
  | 'schema_edited'
  | 'schema_numbering'
  | 'sql_failed'
  | 'object_in_use'
  | 'catalog_drifted'
  | 'lint_failed'
  | 'lock_not_available'

export type DeployErrorFacts = {
  readonly code: DeployErrorCode
  readonly message: string
  /** What to do about it. */
  readonly hint: string
  /** Path below `sql/`'s parent, such as `sql/functions/jobs/enqueue_job.sql`. */
  readonly file?: string | undefined
  /** 1-based. */
  readonly line?: number | undefined
  /** 1-based, in characters. */
  readonly column?: number | undefined
  readonly sqlstate?: string | undefined
  readonly detail?: string | undefined
  /** One line for each thing wrong, where there can be several. */
  readonly problems?: readonly string[] | undefined
  readonly cause?: unknown
}

/** The only exception that `deploy` and `deployStatus` throw on purpose. */
export class DeployError extends Error {
  readonly code: DeployErrorCode
  readonly hint: string
  readonly file: string | undefined
  readonly line: number | undefined
  readonly column: number | undefined
  readonly sqlstate: string | undefined
  readonly detail: string | undefined
  readonly problems: readonly string[]

  constructor(facts: DeployErrorFacts) {
    super(facts.message, facts.cause === undefined ? undefined : { cause: facts.cause })
    this.name = 'DeployError'
    this.code = facts.code
    this.hint = facts.hint
    this.file = facts.file
    this.line = facts.line
    this.column = facts.column
    this.sqlstate = facts.sqlstate
    this.detail = facts.detail
    this.problems = facts.problems ?? []
  }
}

/** The fields of a server error that we use; `pg`, PGlite and others all have them. */
export type ServerError = Error & {
  readonly code: string
  readonly position?: string | undefined
  readonly internalPosition?: string | undefined
  readonly detail?: string | undefined
  readonly hint?: string | undefined
  readonly where?: string | undefined
}

export function isServerError(error: unknown): error is ServerError {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    /^[0-9A-Z]{5}$/.test(error.code)
  )
}

/** `1 function`, `2 functions`. */
export function count(n: number, thing: string): string {
  return `${n} ${thing}${n === 1 ? '' : 's'}`
}
