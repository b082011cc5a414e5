export type BenchErrorCode = 'invalid_option' | 'peers_missing' | 'peer_file' | 'peer_failed' | 'miscounted'

/** A run that cannot start or whose figures would be wrong. */
export class BenchError extends Error {
  override readonly name = 'BenchError'
  readonly code: BenchErrorCode
  readonly hint: string

  constructor(code: BenchErrorCode, message: string, hint: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.hint = hint
  }
}
