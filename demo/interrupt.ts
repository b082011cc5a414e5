import { constants } from 'node:os'

/** The person at the keyboard, or the system, wants the run to end. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
  /** What the shell expects of a program that a signal ended. */
  readonly exitCode: number

  constructor(signal: 'SIGINT' | 'SIGTERM') {
    super(`interrupted by ${signal}`)
    this.exitCode = 128 + constants.signals[signal]
  }
}

/** Aborted with Interrupted by the first Ctrl-C or SIGTERM; the second ends the process at once. */
export function listenForInterrupts(onFirst: () => void): AbortSignal {
  const controller = new AbortController()
  const listen = (signal: 'SIGINT' | 'SIGTERM') => () => {
    const reason = new Interrupted(signal)
    // Workers and provider end with their parent, and so does the embedded server.
    if (controller.signal.aborted) process.exit(reason.exitCode)
    controller.abort(reason)
    onFirst()
  }
  process.on('SIGINT', listen('SIGINT'))
  process.on('SIGTERM', listen('SIGTERM'))
  return controller.signal
}
