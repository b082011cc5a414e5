import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { DemoError, type DemoErrorCode } from './errors.ts'

export type Child = {
  readonly process: ChildProcess
  /** The last lines that it wrote to stderr. */
  complaint(): string
}

const KEPT_CHARACTERS = 4_000

/**
 * Starts a TypeScript file of ours as a process that can talk to this one. It should end when this one does, and
 * has a group of its own: Ctrl-C reaches only this one, which then ends the others in their order.
 */
export function startChild(
  file: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Child {
  const child = fork(file, args, {
    detached: true,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let written = ''
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    written = `${written}${chunk}`.slice(-KEPT_CHARACTERS)
  })
  return { process: child, complaint: () => written.trim() }
}

/**
 * The first message from the child.
 *
 * @throws DemoError with the given code where it ends before it has said anything
 */
export async function firstMessage(child: Child, code: DemoErrorCode, name: string): Promise<unknown> {
  const waiting = new AbortController()
  const { signal } = waiting
  try {
    return await Promise.race([
      once(child.process, 'message', { signal }).then(([message]) => message as unknown),
      once(child.process, 'close', { signal }).then(([status]) => {
        throw new DemoError(
          code,
          `the ${name} ended with ${status ?? 'a signal'} before it was ready`,
          child.complaint(),
        )
      }),
    ])
  } finally {
    waiting.abort()
  }
}

/** Sends the signal, and resolves once the child has ended. */
export async function endChild(child: Child, signal: NodeJS.Signals): Promise<void> {
  const { process } = child
  if (process.exitCode !== null || process.signalCode !== null) return
  const ended = once(process, 'exit')
  process.kill(signal)
  await ended
}
