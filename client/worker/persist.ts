import { mayPass } from './may-pass.ts'
import { backoff, now, sleep } from './time.ts'

/** No answer came while it could still have mattered; whether the last call took effect is unknown. */
export class Unanswered extends Error {
  readonly code = 'unanswered'

  constructor(cause?: unknown) {
    super('No answer came in time; whether the call took effect is unknown.', { cause })
    this.name = 'Unanswered'
  }
}

/** What is held, and until when, by `now()`. */
interface Bounded {
  readonly lease: { readonly expiresAt: number }
}

/**
 * Makes a call about an attempt again after failures that may pass by themselves, with a growing wait, until its
 * lease ends: then no settlement can be accepted any more. A call that hangs is not given up here.
 *
 * @throws Unanswered when the next try would come too late; otherwise what the call failed with.
 */
export function persist<T>(attempt: Bounded, call: () => Promise<T>, tries = 0): Promise<T> {
  return call().catch(async (error: unknown) => {
    if (!mayPass(error)) throw error
    const wait = backoff(tries, 50, 1000)
    if (now() + wait >= attempt.lease.expiresAt) throw new Unanswered(error)
    await sleep(wait)
    return await persist(attempt, call, tries + 1)
  })
}
