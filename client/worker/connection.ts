import { ConnectionLost } from '../errors.ts'
import type { Queue } from './queue.ts'
import { now } from './time.ts'
import type { WorkerEvent } from './types.ts'

/** The same queue, which tells when the connection is lost and when it is back. */
export function watchConnection(queue: Queue, emit: (event: WorkerEvent) => void): Queue {
  let lostAt: number | undefined

  function watched<A extends readonly unknown[], T>(call: (...args: A) => Promise<T>) {
    return async (...args: A): Promise<T> => {
      try {
        const answer = await call(...args)
        noteAnswer()
        return answer
      } catch (error) {
        if (error instanceof ConnectionLost) noteLoss(error)
        throw error
      }
    }
  }

  function noteLoss(error: ConnectionLost): void {
    if (lostAt !== undefined) return
    lostAt = now()
    emit({ type: 'connection_lost', error })
  }

  function noteAnswer(): void {
    if (lostAt === undefined) return
    const downMs = now() - lostAt
    lostAt = undefined
    emit({ type: 'connection_restored', downMs })
  }

  return {
    claim: watched(queue.claim),
    heartbeat: watched(queue.heartbeat),
    complete: watched(queue.complete),
    completeOne: watched(queue.completeOne),
    fail: watched(queue.fail),
    reschedule: watched(queue.reschedule),
    stateOf: watched(queue.stateOf),
    audit: watched(queue.audit),
    peek: watched(queue.peek),
    throttle: watched(queue.throttle),
    tick: watched(queue.tick),
  }
}
