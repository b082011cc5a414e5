import type { DrainOptions, Worker } from './worker.ts'

export interface DrainOnSignalsOptions extends DrainOptions {
  /** Default: SIGTERM and SIGINT. */
  readonly signals?: readonly NodeJS.Signals[]
  /** Called once nothing is held any more, for example to end the pool. Default: nothing. */
  readonly release?: () => Promise<void> | void
  /** Ends the process. Default: `process.exit`. */
  readonly exit?: (code: number) => void
}

/**
 * Drains the worker on the first signal, releases what it used and ends the process with code 0. A second
 * signal stops it at once: jobs are handed back without waiting for handlers, for a second at most.
 *
 * @returns a function that takes the listeners away again.
 */
export function drainOnSignals(worker: Worker, options: DrainOnSignalsOptions = {}): () => void {
  const { signals = ['SIGTERM', 'SIGINT'], release = () => {}, exit = process.exit, ...how } = options
  let received = 0

  function onSignal(): void {
    received += 1
    if (received === 1) void leave()
    else void stop()
  }

  async function leave(): Promise<void> {
    try {
      await worker.drain(how)
      await release()
      exit(0)
    } catch (error) {
      console.error(error)
      exit(1)
    }
  }

  async function stop(): Promise<void> {
    setTimeout(() => exit(1), 1000)
    await worker.stop()
  }

  for (const signal of signals) process.on(signal, onSignal)
  return () => {
    for (const signal of signals) process.off(signal, onSignal)
  }
}
