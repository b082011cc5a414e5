import {
  type AcquireApiCapacityRow,
  acquireApiCapacity,
} from '../../generated/functions/acquireApiCapacity.ts'
import { releaseApiCapacity } from '../../generated/functions/releaseApiCapacity.ts'
import type { ReservationId } from '../../generated/types.ts'
import type { Timestamp } from '../timestamp.ts'
import type { Transport } from '../transport.ts'
import { backoff, now, sleep } from '../worker/time.ts'
import type { CapacityRequest } from './types.ts'
import { CapacityUnavailable } from './unavailable.ts'

/** What was taken. */
export interface Taken {
  readonly reservationId: ReservationId
  readonly startAt: Timestamp
  readonly expiresAt: Timestamp
}

/** Whoever waits for longer looks whether anything has changed. */
const longestSleepMs = 600_000

/** The longest that SQL books ahead. */
const longestBookingMs = 86_400_000

/**
 * Takes capacity and waits until the call may begin. All waits are by the server's clock: what it says is so many seconds
 * away is so many seconds away here.
 *
 * @throws CapacityUnavailable; RangeError for a `maxWaitMs` that is none; the reason of the signal; and what acquireApiCapacity fails with.
 */
export async function takeCapacity(
  transport: Transport,
  { maxWaitMs = 60_000, signal, onWarning, ...request }: CapacityRequest,
): Promise<Taken> {
  if (!(maxWaitMs >= 0)) throw new RangeError(`maxWaitMs must be 0 milliseconds or more, not ${maxWaitMs}`)
  const until = now() + maxWaitMs
  for (let tries = 0; ; tries++) {
    signal?.throwIfAborted()
    const left = until - now()
    const maxWaitSeconds = left > 0 ? Math.min(left, longestBookingMs) / 1000 : null
    const row = await acquireApiCapacity(transport, { ...request, maxWaitSeconds })
    const taken = takenOf(row)
    if (taken !== undefined) {
      if (await sleep(timerFor(row.waitSeconds ?? 0), signal)) return taken
      const { reservationId } = taken
      await releaseApiCapacity(transport, { reservationId, ...nothingUsed(request) }).catch(onWarning)
    } else {
      const wait = waitAfter(row, tries)
      if (wait > until - now()) throw new CapacityUnavailable({ ...row, endpoint: request.endpoint })
      await sleep(Math.min(wait, longestSleepMs), signal)
    }
  }
}

/** Timers count whole milliseconds, and may end one of them early. */
const timerFor = (seconds: number): number => (seconds === 0 ? 0 : Math.ceil(seconds * 1000) + 1)

function takenOf({ reservationId, startAt, expiresAt }: AcquireApiCapacityRow): Taken | undefined {
  return reservationId === null || startAt === null || expiresAt === null
    ? undefined
    : { reservationId, startAt, expiresAt }
}

/** A place is freed when another call ends, and a pause when somebody ends it, which nobody foresees. */
function waitAfter({ blockedBy, waitSeconds }: AcquireApiCapacityRow, tries: number): number {
  return blockedBy === 'concurrency' || waitSeconds === null
    ? backoff(tries, 50, 1000)
    : timerFor(waitSeconds) + 10 * Math.random()
}

function nothingUsed({ tokens, inputTokens, outputTokens, costMicros }: CapacityRequest) {
  return {
    actualRequests: 0,
    ...(tokens === undefined ? {} : { actualTokens: 0 }),
    ...((inputTokens ?? null) === null ? {} : { actualInputTokens: 0 }),
    ...((outputTokens ?? null) === null ? {} : { actualOutputTokens: 0 }),
    ...((costMicros ?? null) === null ? {} : { actualCostMicros: 0 }),
  }
}
