import { jittered } from './time.ts'

/**
 * How long to wait before looking again, in milliseconds, when nothing has come for so long.
 *
 * Deaf: a quarter of that time, so that a lane that is full for a second is looked at ten times in it, and an idle
 * queue five times a second. Listening: as long again. What was on its way while the wish to be told of it was, is found
 * by one of the first looks; a transaction that goes on for long is not looked for too often.
 */
export function pauseAfter(idleMs: number, pollIntervalMs: number, isListening = false): number {
  const [share, shortest] = isListening ? [1, 5] : [0.25, 20]
  const longest = Math.max(pollIntervalMs, 1)
  return jittered(Math.min(Math.max(idleMs * share, Math.min(shortest, longest)), longest))
}
