import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Calls `probe` until it neither throws nor gives `false`, and returns what it gave.
 * @throws what `probe` threw last (or that it gave false), once `timeoutMs` (default 20,000) have passed.
 */
export async function eventually<T>(
  probe: () => T | Promise<T>,
  { timeoutMs = 20_000, everyMs = 20 }: { timeoutMs?: number; everyMs?: number } = {},
): Promise<T> {
  const deadline = performance.now() + timeoutMs
  for (;;) {
    try {
      const value = await probe()
      if (value !== false) return value
      throw new Error(`Still false after ${timeoutMs} ms`)
    } catch (error) {
      if (performance.now() >= deadline) throw error
    }
    await sleep(everyMs)
  }
}
