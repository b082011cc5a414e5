/** What can be wrong with what the person asked of the demo. */
export type DemoErrorCode =
  | 'invalid_option'
  | 'input_missing'
  | 'input_empty'
  | 'input_unreadable'
  | 'input_malformed'
  | 'input_too_large'
  | 'provider_unavailable'
  | 'worker_unavailable'
  | 'already_running'
  | 'data_of_another_version'
  | 'job_type_taken'

/** A mistake that the person at the keyboard can mend: `message` says what, `hint` says how. */
export class DemoError extends Error {
  override readonly name = 'DemoError'
  readonly code: DemoErrorCode
  readonly hint: string

  constructor(code: DemoErrorCode, message: string, hint: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.hint = hint
  }
}
