import { releaseApiCapacity } from '../generated/functions/releaseApiCapacity.ts'
import { createSpending } from './capacity/spending.ts'
import { type Taken, takeCapacity } from './capacity/take.ts'
import type { CapacityGrant, CapacityRequest } from './capacity/types.ts'
import type { Transport } from './transport.ts'
import { persist } from './worker/persist.ts'
import { transportOf } from './worker/queue.ts'
import { refusalOf } from './worker/refusal.ts'
import { noteReported, reportRefusal, throttleFor } from './worker/report-refusal.ts'
import { now } from './worker/time.ts'
import type { Database } from './worker/types.ts'

export type { CapacityGrant, CapacityRequest, CapacityUsage } from './capacity/types.ts'
export { CapacityUnavailable } from './capacity/unavailable.ts'

/** How long the outcome of a call waits for the database to hear what it cost. */
const settleWithinMs = 5000

/**
 * Makes one call of an API within its limits: waits until the call may begin, makes it, and settles what it really cost. When
 * the call throws what an SDK throws on a 429 or 529, the refusal is reported with its headers, everybody obeys it, and the
 * error is thrown on. Should this process die, the reservation expires.
 *
 * @param database a transport, or a Pool or Client of `pg`: not within a transaction, which would keep the endpoint locked.
 * @param call gets the grant; `grant.usage({ tokens })` tells what it really cost.
 * @returns what the call returns.
 * @throws CapacityUnavailable when the call could not begin in time; the reason of the signal when the wait was ended; what
 *   `acquireApiCapacity` fails with; and what the call throws.
 *
 * @example
 * ```ts
 * import { operatorClient } from 'headgate'
 * import { withApiCapacity } from 'headgate/capacity'
 * import { openPool } from 'headgate/node'
 * import { pgTransport } from 'headgate/pg'
 *
 * const pool = openPool({ connectionString: process.env.DATABASE_URL })
 * const api = { provider: 'acme', endpoint: 'chat' }
 * await operatorClient(pgTransport(pool)).setApiRateLimit({ ...api, requestLimit: 60, tokenLimit: 90_000 })
 *
 * const answer = await withApiCapacity(pool, { ...api, tokens: 500, maxWaitMs: 10_000 }, async (grant) => {
 *   const response = { text: 'Because.', usage: { total_tokens: 42 } } // await yourSdk.create(…)
 *   grant.usage({ tokens: response.usage.total_tokens })
 *   return response.text
 * })
 * console.log(answer)
 * await pool.end()
 * ```
 */
export async function withApiCapacity<T>(
  database: Database,
  request: CapacityRequest,
  call: (grant: CapacityGrant) => Promise<T>,
): Promise<T> {
  const transport = transportOf(database)
  const taken = await takeCapacity(transport, request)
  const { reservationId } = taken
  const { add, total } = createSpending()

  async function report(): Promise<void> {
    await releaseApiCapacity(transport, { reservationId, ...total(), final: false })
  }

  async function settle(): Promise<void> {
    await releaseApiCapacity(transport, { reservationId, ...total() })
  }

  try {
    return await call({ ...taken, usage: add, report })
  } catch (error) {
    // Before the place is free for another, which would be refused as well.
    await insist(request, () => reportIfRefused(transport, request, taken, error))
    throw error
  } finally {
    await insist(request, settle)
  }
}

async function reportIfRefused(
  transport: Transport,
  { provider, endpoint, scope = '' }: CapacityRequest,
  { startAt }: Taken,
  error: unknown,
): Promise<void> {
  const refusal = refusalOf(error)
  if (refusal === undefined || throttleFor(error) !== undefined) return
  noteReported(error, await reportRefusal(transport, { provider, endpoint, scope }, refusal, startAt))
}

/** Tries for a while. What the call came to is not to be lost over it. */
async function insist({ onWarning }: CapacityRequest, task: () => Promise<void>): Promise<void> {
  try {
    await persist({ lease: { expiresAt: now() + settleWithinMs } }, task)
  } catch (error) {
    onWarning?.(error)
  }
}
