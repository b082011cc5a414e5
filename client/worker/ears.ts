import { isRetryable } from '../errors.ts'
import type { Transport } from '../transport.ts'
import { backoff, now, sleep } from './time.ts'
import type { WorkerEvent } from './types.ts'

/** Hears of jobs that have come into line. */
export interface Ears {
  /** Since when everything is heard, by `now`; undefined: nothing is heard. */
  readonly openSince: number | undefined
  /** Whether there was something to hear since this was last asked. */
  heard(): boolean
  /** Resolves once no connection is held any more. */
  readonly closed: Promise<void>
}

export interface EarsOptions {
  readonly transport: Transport
  readonly jobTypes: readonly string[]
  readonly emit: (event: WorkerEvent) => void
  /** There is something to hear, or something may have been missed. */
  readonly onHeard: () => void
  readonly over: AbortSignal
}

const channel = 'headgate'
const endless = 2 ** 31 - 1

/** Never hears anything. */
export const deaf: Ears = { openSince: undefined, heard: () => false, closed: Promise.resolve() }

/** Listens until it is over, on a new connection whenever one is lost; not at all where the transport cannot. */
export function openEars({ transport, jobTypes, emit, onHeard, over }: EarsOptions): Ears {
  const wanted = new Set(jobTypes)
  let openSince: number | undefined
  let hasHeard = false

  function hear(jobType: string): void {
    if (!wanted.has(jobType)) return
    hasHeard = true
    onHeard()
  }

  async function listen(): Promise<void> {
    if (!transport.listen) return
    const lost = new AbortController()
    const stop = await transport.listen(channel, hear, () => lost.abort(null))
    openSince = now()
    onHeard()
    await sleep(endless, AbortSignal.any([lost.signal, over]))
    openSince = undefined
    stop()
  }

  async function keepListening(): Promise<void> {
    for (let failures = 0; transport.listen && !over.aborted; failures++) {
      try {
        await listen()
        failures = 0
      } catch (error) {
        if (!isRetryable(error)) throw error
      }
      await sleep(backoff(failures, 100, 60_000), over)
    }
  }

  const closed = keepListening().catch((error: unknown) => {
    emit({ type: 'warning', error: error instanceof Error ? error : new Error(String(error)) })
  })

  return {
    get openSince() {
      return openSince
    },
    heard() {
      const heard = hasHeard
      hasHeard = false
      return heard
    },
    closed,
  }
}
