import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { z } from 'zod'

export type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string }

export type MainProcess = {
  readonly child: ChildProcess
  /** What it has written to stderr so far. */
  stderr(): string
  readonly ended: Promise<Ended>
}

const MAIN = join(import.meta.dirname, '../../demo/main.ts')

/** `npm start -- …args`, without npm. */
export function startMain(args: readonly string[], databaseUrl = ''): MainProcess {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { ...process.env, DATABASE_URL: databaseUrl },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const written = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      written[name] += chunk
    })
  }
  const ended = once(child, 'close').then(([code]) => ({ code: z.int().nullable().parse(code), ...written }))
  return { child, stderr: () => written.stderr, ended }
}

/** The JSON object on the last line. */
export function lastLine({ stdout }: Ended): unknown {
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')
}
