import { HeadgateError } from '../errors.ts'
import type { Queue } from './queue.ts'
import { jittered, sleep } from './time.ts'
import type { WorkerEvent } from './types.ts'

/** Lets the database do what is due, now and then, until the signal is aborted. */
export async function tickUntil(
  over: AbortSignal,
  queue: Queue,
  intervalMs: number,
  emit: (event: WorkerEvent) => void,
): Promise<void> {
  while (await sleep(jittered(intervalMs), over)) {
    try {
      await queue.tick()
    } catch (error) {
      // Whoever ticks next does what was left; only what would fail for ever is worth telling.
      if (error instanceof HeadgateError && error.retryable) continue
      emit({ type: 'warning', error: error instanceof Error ? error : new Error(String(error)) })
    }
  }
}
