import type pg from 'pg'
import { connect, type TestDatabase } from '../support/database.ts'

/** Runs the same work on so many connections at once; the first that fails fails all. */
export async function crowd(
  db: TestDatabase,
  size: number,
  work: (client: pg.Client, member: number) => Promise<void>,
): Promise<void> {
  const clients = await Promise.all(Array.from({ length: size }, () => connect(db)))
  await Promise.all(clients.map(work))
  await Promise.all(clients.map((client) => client.end()))
}

/** Whether a race goes on: for so many milliseconds, and on a slow machine until it has seen enough. */
export function lasting(milliseconds: number, isEnough: () => boolean): () => boolean {
  const end = performance.now() + milliseconds
  return () => performance.now() < end || !isEnough()
}

/** SQLSTATE of what a query threw. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}

/** The answer of a query, or the SQLSTATE if it was refused with one of those expected. */
export async function attempt<T>(query: Promise<T>, ...expected: string[]): Promise<T | string> {
  try {
    return await query
  } catch (error) {
    const code = codeOf(error)
    if (expected.includes(code)) return code
    throw error
  }
}

export function between(low: number, high: number): number {
  return low + Math.floor(Math.random() * (high - low + 1))
}

export function pick<T>(list: readonly T[]): T {
  const chosen = list[between(0, list.length - 1)]
  if (chosen === undefined) throw new RangeError('nothing to pick from')
  return chosen
}

export function shuffled<T>(list: readonly T[]): T[] {
  return list
    .map((item) => ({ item, at: Math.random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ item }) => item)
}

/** Lets the clock move by the work done and not by the speed of the machine. */
export interface Pace {
  /** One more call was made. */
  beat(): void
  /** Resolves after so many more calls. */
  beats(count: number): Promise<void>
}

export function pace(): Pace {
  let left = 0
  let go = () => {}
  return {
    beat() {
      left -= 1
      if (left <= 0) go()
    },
    beats(count) {
      left = count
      return new Promise((resolve) => {
        go = resolve
      })
    },
  }
}
