import { sleep } from './time.ts'

/** Wakes one who waits. Rung while nobody waits, it is heard by the next. */
export interface Bell {
  ring(): void
  /** Until the bell rings, or `ms` have passed. */
  wait(ms?: number): Promise<void>
}

/** For one waiter at a time. */
export function createBell(): Bell {
  let rung = new AbortController()
  return {
    // A reason of our own: the default is an error with a stack, made anew each time.
    ring: () => rung.abort(null),
    async wait(ms = 2 ** 31 - 1) {
      await sleep(ms, rung.signal)
      rung = new AbortController()
    },
  }
}
