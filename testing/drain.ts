import type { Transport } from '../client/transport.ts'
import type { ErrorReport, Handler, Job, WorkerEvent } from '../client/worker.ts'
import { createWorker } from '../client/worker.ts'

/** What became of the jobs of a drain. */
export interface Drained {
  readonly completed: readonly Job[]
  readonly failed: readonly Failed[]
  /** Put back by `RetryLater`. */
  readonly rescheduled: readonly Job[]
}

export interface Failed {
  readonly job: Job
  readonly error: ErrorReport
  /** `queued`: to be tried again at `retryAt`. */
  readonly outcome: 'queued' | 'dead_lettered'
  readonly retryAt: Date | null
}

export interface DrainOptions {
  /** Handlers that run at the same time. Default: 1, so that the order is sure. */
  readonly concurrency?: number
}

/** Works with a real worker until nothing can start now, what the handlers enqueue included. */
export async function drainWith(
  transport: Transport,
  handlers: Readonly<Record<string, Handler>>,
  { concurrency = 1 }: DrainOptions,
): Promise<Drained> {
  const completed: Job[] = []
  const failed: Failed[] = []
  const rescheduled: Job[] = []

  function onEvent(event: WorkerEvent): void {
    if (event.type === 'completed') completed.push(event.job)
    if (event.type === 'failed') failed.push(event)
    if (event.type === 'rescheduled') rescheduled.push(event.job)
  }

  const watched: Transport = {
    async call(call) {
      const rows = await transport.call(call)
      // Whoever still works may yet enqueue something; the end of its job leads to another claim.
      if (call.function.name === 'claim_jobs' && rows.length === 0 && worker.held.length === 0)
        void worker.drain()
      return rows
    },
  }
  const worker = createWorker({
    database: watched,
    handlers,
    concurrency,
    name: 'test',
    listen: false,
    pollIntervalMs: 1,
    settleWithinMs: 0,
    onEvent,
  })
  await worker.run()
  return { completed, failed, rescheduled }
}
