import { execFileSync } from 'node:child_process'
import { readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { codeOf } from './errors.ts'

/** What a running server says about itself in `postmaster.pid`. */
export interface Postmaster {
  readonly pid: number
  readonly port: number
  /** `starting`, `ready`, `stopping` or `standby`; empty before the first word. */
  readonly status: string
}

/** Reads `postmaster.pid`; `undefined` when there is none (or not yet a readable one). */
export function readPostmaster(data: string): Postmaster | undefined {
  try {
    const [pid, , , port, , , , status] = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')
    return Number(pid) > 0
      ? { pid: Number(pid), port: Number(port), status: status?.trim() ?? '' }
      : undefined
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

/** The postmaster that runs on this data folder now, if any. */
export function runningPostmaster(data: string): Postmaster | undefined {
  const postmaster = readPostmaster(data)
  return postmaster && isAlive(postmaster.pid) && worksIn(postmaster.pid, data) ? postmaster : undefined
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}

/** Sends a signal; a process that has ended meanwhile is no error. */
export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if (codeOf(error) !== 'ESRCH') throw error
  }
}

/** Waits until `condition` gives a value. @returns `undefined` when the deadline (epoch ms) passes first. */
export async function waitFor<T>(condition: () => T | undefined, deadline: number): Promise<T | undefined> {
  for (;;) {
    const value = condition()
    if (value !== undefined || Date.now() >= deadline) return value
    await sleep(15)
  }
}

// Pids are used again, after a restart of a container most of all: a process of that number may be anything.
function worksIn(pid: number, data: string): boolean {
  try {
    if (process.platform === 'linux') return readlinkSync(`/proc/${pid}/cwd`) === data
    return execFileSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8' }).includes(data)
  } catch {
    return false
  }
}
