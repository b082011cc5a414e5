import { reportApiThrottle } from '../../generated/functions/reportApiThrottle.ts'
import type { Transport } from '../transport.ts'
import type { Endpoint, Throttle } from './queue.ts'
import { deepestCause, type Refusal } from './refusal.ts'

/** Has everybody heed a refusal of a call whose capacity was taken at `calledAt`, by the server's clock. */
export async function reportRefusal(
  transport: Transport,
  { provider, endpoint, scope }: Endpoint,
  { status, headers, text }: Refusal,
  calledAt: Date,
): Promise<Throttle> {
  return {
    provider,
    ...(await reportApiThrottle(transport, {
      provider,
      endpoint,
      scope,
      status,
      headers,
      error: text,
      calledAt,
    })),
  }
}

/** What the limiter made of refusals, by the errors that told of them. */
const reported = new WeakMap<object, Throttle>()

/** Notes that a refusal was reported where the call was made, so that nobody further out reports it again. */
export function noteReported(error: unknown, throttle: Throttle): void {
  if (typeof error === 'object' && error !== null) reported.set(error, throttle)
}

/** What the limiter made of the refusal that an error tells of, by itself or by its cause; undefined: it was not told. */
export function throttleFor(error: unknown, depth = 0): Throttle | undefined {
  if (typeof error !== 'object' || error === null || depth > deepestCause) return undefined
  return reported.get(error) ?? throttleFor('cause' in error ? error.cause : undefined, depth + 1)
}
