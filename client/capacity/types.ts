import type { AcquireApiCapacityArgs } from '../../generated/functions/acquireApiCapacity.ts'
import type { ReservationId } from '../../generated/types.ts'
import type { Timestamp } from '../timestamp.ts'

/** Which capacity a call needs, as for `acquireApiCapacity`, and how long it may take to get it. */
export interface CapacityRequest extends Omit<AcquireApiCapacityArgs, 'maxWaitSeconds' | 'dryRun'> {
  /** Milliseconds until the call must have begun; 0: at once or not at all. Default: 60,000. */
  readonly maxWaitMs?: number | undefined
  /** Ends the wait. A call that has begun is for its own code to end. */
  readonly signal?: AbortSignal | undefined
  /**
   * Told when a refusal could not be reported, or the capacity not be settled, as when the database is away: the call's own
   * outcome stands, its place is freed and its estimate stays charged once the reservation expires.
   */
  readonly onWarning?: ((error: unknown) => void) | undefined
}

/** What a call has used, in the same kinds as its estimate. */
export interface CapacityUsage {
  readonly requests?: number | undefined
  readonly tokens?: number | bigint | undefined
  readonly inputTokens?: number | bigint | undefined
  readonly outputTokens?: number | bigint | undefined
  readonly costMicros?: number | bigint | undefined
}

/** Capacity that is taken until the call has ended. */
export interface CapacityGrant {
  readonly reservationId: ReservationId
  /** When the call was allowed to begin, by the server's clock. */
  readonly startAt: Timestamp
  /** When its place is freed should nobody have released it, by the server's clock. */
  readonly expiresAt: Timestamp
  /** Adds to what the call has cost. Never called, it cost the estimate. */
  usage(actual: CapacityUsage): void
  /**
   * Charges at once what has been used so far, as while an answer streams in (SQL: `headgate.release_api_capacity` with
   * `p_final => false`). Rejects as that does.
   */
  report(): Promise<void>
}
