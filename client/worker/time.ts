/** Milliseconds of a clock that only runs forward; it says nothing about the time of day. */
export const now = (): number => performance.now()

/** Waits, but no longer than until the signal is aborted. Answers whether the whole time has passed. */
export function sleep(ms: number, signal?: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    if (signal?.aborted) {
      resolve(false)
      return
    }
    const timer = setTimeout(() => end(true), Math.max(ms, 0))
    const onAbort = () => end(false)
    signal?.addEventListener('abort', onAbort, { once: true })

    function end(passed: boolean): void {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
      resolve(passed)
    }
  })
}

/** A duration somewhere between `1 - share` and `1` times as long, so that many workers do not act together. */
export function jittered(ms: number, share = 0.5): number {
  return ms * (1 - share * Math.random())
}

/** The wait before try number `tries` (from 0): doubling from `first` to `most` milliseconds, jittered. */
export function backoff(tries: number, first: number, most: number): number {
  return jittered(Math.min(first * 2 ** Math.min(tries, 30), most))
}
