import { jittered } from './time.ts'

const shortest = 20

/**
 * How long to wait before looking again, in milliseconds: a quarter of the time for which nothing has come,
 * so that a lane that is full for a second is looked at ten times in it, and an idle queue twice a second.
 */
export function pauseAfter(idleMs: number, pollIntervalMs: number): number {
  const longest = Math.max(pollIntervalMs, 1)
  return jittered(Math.min(Math.max(idleMs / 4, Math.min(shortest, longest)), longest))
}
