import type { Transport } from '../transport.ts'
import { type Attempt, addUsage, settlementOf } from './attempt.ts'
import { checkResult } from './check-result.ts'
import { Fatal, RetryLater } from './errors.ts'
import { queueOver, transportOf } from './queue.ts'
import { type Refusal, refusalOf } from './refusal.ts'
import type { Handler, JobContext } from './types.ts'

/** What a handler has come to. */
export type Verdict =
  | { readonly kind: 'complete'; readonly result: unknown }
  | { readonly kind: 'fail'; readonly error: unknown; readonly retryable: boolean; readonly retryAt?: Date }
  | {
      readonly kind: 'reschedule'
      readonly delaySeconds: number
      readonly until?: Date | undefined
      readonly reason: string
    }
  | { readonly kind: 'refused'; readonly error: unknown; readonly refusal: Refusal }

/** Runs a handler to its end, whatever that is. */
export function handle(
  attempt: Attempt,
  handler: Handler,
  context: { readonly worker: string; readonly transport: Transport },
): Promise<Verdict> {
  try {
    return Promise.resolve(handler(attempt.job, contextOf(attempt, context))).then(verdictFor, verdictOn)
  } catch (error) {
    return Promise.resolve(verdictOn(error))
  }
}

function verdictFor(result: unknown): Verdict {
  try {
    checkResult(result)
    return { kind: 'complete', result }
  } catch (error) {
    return verdictOn(error)
  }
}

function verdictOn(error: unknown): Verdict {
  if (error instanceof Fatal) return { kind: 'fail', error, retryable: false }
  if (!(error instanceof RetryLater)) {
    const refusal = refusalOf(error)
    return refusal ? { kind: 'refused', error, refusal } : { kind: 'fail', error, retryable: true }
  }
  if (error.countsAttempt) return { kind: 'fail', error, retryable: true, retryAt: error.at }
  const reason = error.message.slice(0, 1000) || 'retry later'
  if (error.isAt) return { kind: 'reschedule', delaySeconds: 0, until: error.at, reason }
  const delaySeconds = Math.max(Math.ceil((error.at.getTime() - Date.now()) / 1000), 0)
  return { kind: 'reschedule', delaySeconds, reason }
}

function contextOf(
  attempt: Attempt,
  { worker, transport }: { readonly worker: string; readonly transport: Transport },
): JobContext {
  return {
    worker,
    signal: attempt.abort.signal,
    usage: (actual) => addUsage(attempt, actual),
    async completeIn(database, result) {
      checkResult(result)
      await queueOver(transportOf(database)).completeOne({ ...settlementOf(attempt), result })
      attempt.isCompletedInside = true
    },
    async audit(event, database) {
      await queueOver(database === undefined ? transport : transportOf(database)).audit(attempt.job, event)
    },
  }
}
