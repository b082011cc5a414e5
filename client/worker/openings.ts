import { mayPass } from './may-pass.ts'
import type { Claim, Endpoint, Opening, Queue } from './queue.ts'
import { jittered, now } from './time.ts'

/** Foresees when a blocked endpoint will take work again, from what its jobs have told. */
export interface Openings {
  /** Learns the endpoints of claimed jobs, and the server's clock. */
  learn(claims: readonly Claim[]): void
  /** Milliseconds until it is worth looking again, after a claim that brought nothing; undefined: not known. */
  foresee(): Promise<number | undefined>
}

/** How soon to look again when jobs wait for what nobody can foresee, such as the end of another call. */
const shortWaitMs = 75

/** Of more endpoints than these, those met first are forgotten. */
const mostEndpoints = 10

/** How long a queue that was found empty is believed to be so. */
const quietMs = 1000

export function createOpenings(queue: Queue): Openings {
  const endpoints = new Map<string, Endpoint>()
  /** Server time, in milliseconds of its epoch, when `now()` was 0. */
  let serverZero = 0
  let foreseen: number | undefined
  let validUntil = 0

  async function look(): Promise<void> {
    const openings = await Promise.all([...endpoints].map(([key, endpoint]) => peek(key, endpoint)))
    const waits = openings.flatMap((opening) => (opening?.isAwaited ? [waitFor(opening)] : []))
    foreseen = waits.length === 0 ? undefined : now() + Math.min(...waits)
    validUntil = foreseen ?? now() + quietMs
  }

  async function peek(key: string, endpoint: Endpoint): Promise<Opening | undefined> {
    try {
      return await queue.peek(endpoint)
    } catch (error) {
      if (mayPass(error)) throw error
      // Gone, or not ours to see: then we do without a forecast.
      endpoints.delete(key)
      return undefined
    }
  }

  function waitFor({ blockedBy, retryAt }: Opening): number {
    if (blockedBy === null || blockedBy === 'concurrency' || retryAt === null) return jittered(shortWaitMs)
    // Many workers wait for the same moment: a few milliseconds keep them apart.
    return Math.max(retryAt.getTime() - (serverZero + now()), 0) + 5 + 10 * Math.random()
  }

  return {
    learn(claims) {
      if (claims.length > 0) validUntil = 0
      for (const { claimedAt, jobs } of claims) {
        serverZero = claimedAt - now()
        for (const { provider, endpoint, scope } of jobs) {
          if (provider === null || endpoint === null) continue
          endpoints.set(JSON.stringify([provider, endpoint, scope]), {
            provider,
            endpoint,
            scope: scope ?? '',
          })
        }
      }
      const [oldest] = endpoints.keys()
      if (endpoints.size > mostEndpoints && oldest !== undefined) endpoints.delete(oldest)
    },
    async foresee() {
      if (endpoints.size === 0) return undefined
      if (now() >= validUntil) await look()
      return foreseen === undefined ? undefined : foreseen - now()
    },
  }
}
