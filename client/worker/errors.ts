/** How to come back to a job: after `delayMs`, or at a time; default: at once. */
export interface RetryLaterOptions {
  /** Milliseconds from now, 0 or more; rounded up to whole seconds. */
  readonly delayMs?: number | undefined
  /** Instead of `delayMs`: a moment of the server's clock, such as the `retryAt` of a denial. */
  readonly at?: Date | undefined
  /** Whether this try counts as one of `maxAttempts`. Default: false, it was not the job's fault. */
  readonly countsAttempt?: boolean | undefined
  readonly cause?: unknown
}

/** Thrown by a handler that wants its job put back in line for later, for a reason of 1 to 1000 characters. */
export class RetryLater extends Error {
  readonly code = 'retry_later'
  readonly at: Date
  /** Whether `at` was given, and does not follow from a delay and the clock here. */
  readonly isAt: boolean
  readonly countsAttempt: boolean

  constructor(reason: string, options: RetryLaterOptions = {}) {
    super(reason, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'RetryLater'
    this.at = options.at ?? new Date(Date.now() + Math.max(options.delayMs ?? 0, 0))
    this.isAt = options.at !== undefined
    this.countsAttempt = options.countsAttempt ?? false
  }
}

/** Thrown by a handler whose job can never succeed: it becomes a dead letter whatever attempts are left. */
export class Fatal extends Error {
  readonly code = 'fatal'

  constructor(message: string, options?: { readonly cause?: unknown }) {
    super(message, options)
    this.name = 'Fatal'
  }
}

/** Why a handler should stop. */
export type AbortCode = 'lease_lost' | 'cancelled' | 'out_of_time' | 'draining'

const abortMessages: Readonly<Record<AbortCode, string>> = {
  lease_lost: 'The lease is lost: others may have the job by now. Its result will be dropped.',
  cancelled: 'The job was cancelled, or given up by an operator. Its result will be dropped.',
  out_of_time: 'The attempt has run as long as its job type allows.',
  draining: 'The worker is stopping and hands the job back.',
}

/** The reason of `context.signal` when it is aborted. */
export class JobAborted extends Error {
  readonly code: AbortCode

  constructor(code: AbortCode) {
    super(abortMessages[code])
    this.name = 'JobAborted'
    this.code = code
  }
}

/** A worker was asked for with options that make no sense. */
export class WorkerMisconfigured extends Error {
  readonly code = 'worker_misconfigured'
  readonly hint: string

  constructor(message: string, hint: string) {
    super(message)
    this.name = 'WorkerMisconfigured'
    this.hint = hint
  }
}

/** A handler called `completeIn`, but its transaction was not committed. */
export class CompletionNotCommitted extends Error {
  readonly code = 'completion_not_committed'

  constructor() {
    super('The handler completed the job within its own transaction, which was not committed.')
    this.name = 'CompletionNotCommitted'
  }
}
