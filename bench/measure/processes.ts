import { readdirSync, readFileSync } from 'node:fs'

/** Linux counts a process's time in hundredths of a second (USER_HZ), whatever its timer does. */
const TICK_MS = 10

interface Times {
  readonly parent: number
  readonly ownMs: number
  readonly endedChildrenMs: number
}

/**
 * CPU milliseconds, user and system, that the server with this postmaster has used: its processes that live
 * and those that have ended. Null where there is no /proc.
 */
export function serverCpuMs(postmaster: number): number | null {
  const own = timesOf(postmaster)
  if (own === null) return null
  let total = own.ownMs + own.endedChildrenMs
  for (const pid of allProcesses()) {
    const times = timesOf(pid)
    if (times?.parent === postmaster) total += exactMs(pid) ?? times.ownMs
  }
  return total
}

/** The scheduler's own count, in nanoseconds, of a process that lives; null where the kernel keeps none. */
function exactMs(pid: number): number | null {
  try {
    const nanoseconds = Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0])
    return Number.isFinite(nanoseconds) ? nanoseconds / 1e6 : null
  } catch {
    return null
  }
}

/** The parent of a process of this machine; null where it cannot be known. */
export function parentOf(pid: number): number | null {
  return timesOf(pid)?.parent ?? null
}

function allProcesses(): number[] {
  try {
    return readdirSync('/proc').map(Number).filter(Number.isInteger)
  } catch {
    return []
  }
}

function timesOf(pid: number): Times | null {
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return null
  }
}

/** Reads a line of /proc/PID/stat; the name in it may hold anything, parentheses and spaces included. */
export function parseStat(line: string): Times | null {
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ')
  // proc(5): after the name come state (3), ppid (4), … utime (14), stime, cutime, cstime (17).
  const [parent, utime, stime, cutime, cstime] = [4, 14, 15, 16, 17].map((at) => Number(fields[at - 3]))
  if (parent === undefined || utime === undefined || stime === undefined) return null
  if (cutime === undefined || cstime === undefined || !Number.isFinite(utime + stime)) return null
  return { parent, ownMs: (utime + stime) * TICK_MS, endedChildrenMs: (cutime + cstime) * TICK_MS }
}
