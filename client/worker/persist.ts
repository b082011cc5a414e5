import { mayPass } from './may-pass.ts'
import { backoff, now, sleep } from './time.ts'

/** No answer came while it could still have mattered; whether the last call took effect is unknown. */
export class Unanswered extends Error {
  readonly code = 'unanswered'

  constructor(cause: unknown) {
    super('No answer came in time; whether the call took effect is unknown.', { cause })
    this.name = 'Unanswered'
  }
}

/**
 * Makes a call again after failures that may pass by themselves, with a growing wait, until `until()`
 * (milliseconds of `now`).
 *
 * @throws Unanswered when that time comes first, even amid a call; otherwise what the call failed with.
 */
export async function persist<T>(call: () => Promise<T>, until: () => number): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await answered(call(), until)
    } catch (error) {
      if (!mayPass(error)) throw error
      const wait = backoff(tries, 50, 1000)
      if (now() + wait >= until()) throw new Unanswered(error)
      await sleep(wait)
    }
  }
}

async function answered<T>(call: Promise<T>, until: () => number): Promise<T> {
  const over = new AbortController()
  try {
    return await Promise.race([call, expiry(until, over.signal)])
  } finally {
    over.abort(null)
  }
}

/** Rejects at `until()`, which may move while waiting. */
async function expiry(until: () => number, signal: AbortSignal): Promise<never> {
  while (now() < until()) {
    // Once the call is answered nobody looks at this promise any more.
    if (!(await sleep(until() - now(), signal))) return await new Promise<never>(() => {})
  }
  throw new Unanswered(undefined)
}
