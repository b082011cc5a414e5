import type { LeaseToken } from '../../generated/types.ts'
import type { Attempt } from './attempt.ts'

/** One hold on one or more jobs. Times are milliseconds of `now`. */
export interface Lease {
  readonly token: LeaseToken
  /** By the server's clock, in milliseconds of its epoch. */
  readonly claimedAt: number
  /** The attempts not yet over. */
  readonly attempts: Set<Attempt>
  /** How often it is extended. */
  readonly heartbeatMs: number
  /** After this moment others may have its jobs: counted from when the call was made, so never too late. */
  expiresAt: number
  /** Ends its heartbeats. */
  readonly ended: AbortController
  /** No attempt is left. */
  readonly released: AbortController
}
