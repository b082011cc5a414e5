import { HeadgateError } from '../errors.ts'
import type { Timestamp } from '../timestamp.ts'

/** The call could not begin in the time that it was given. Nothing is taken. */
export class CapacityUnavailable extends HeadgateError {
  readonly code = 'capacity_unavailable'
  readonly retryable = true
  /** The dimension that refuses, or blocked, paused, inactive. */
  readonly blockedBy: string
  /** The scope that refuses. */
  readonly blockedScope: string
  /** When it may be worth another try, by the server's clock; null: nobody can say. */
  readonly retryAt: Timestamp | null

  constructor(refusal: {
    readonly endpoint: string
    readonly blockedBy: string | null
    readonly blockedScope: string | null
    readonly retryAt: Timestamp | null
  }) {
    const { endpoint, blockedBy, blockedScope, retryAt } = refusal
    super({
      function: 'acquire_api_capacity',
      message: `No capacity of ${endpoint} in time: ${blockedBy ?? 'it'} refuses${retryAt === null ? '' : ` until ${retryAt.toISOString()}`}`,
      hint: 'Wait longer, ask for less, or enqueue a job, which waits by itself.',
    })
    this.blockedBy = blockedBy ?? ''
    this.blockedScope = blockedScope ?? ''
    this.retryAt = retryAt
  }
}
