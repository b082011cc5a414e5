import type pg from 'pg'
import type { Database } from '../server.ts'

/** Jobs that one claim call gave. */
export interface Claim {
  readonly ids: readonly string[]
  /** Reports them all done, in one call. */
  complete(): Promise<void>
}

/** One connection's use of a queue, through the queue's own SQL, with prepared statements. */
export interface SqlSession {
  /** Gives the jobs' ids, as claims will. */
  enqueue(count: number): Promise<readonly string[]>
  claim(most: number): Promise<Claim>
}

/** Jobs that are in the way of a claim: ready, due later, or ready but not allowed to start. */
export type Backlog = 'ready' | 'future' | 'blocked'

export interface SqlContender {
  readonly name: string
  /** What it keeps and guards on the way, in a few words. */
  readonly keeps: string
  /** Why it is told and no rival, as the end of a sentence. */
  readonly noRival?: string
  readonly schemas: readonly string[]
  /** Tables that are meant to grow: what is kept of finished jobs. */
  readonly history: readonly string[]
  install(database: Database): Promise<void>
  /** @param index 0 for the first connection, and so on. */
  open(client: pg.Client, index: number): Promise<SqlSession>
  /** Puts jobs in the way; false: it has no such thing. */
  fill(client: pg.Client, kind: Backlog, jobs: number, progress: (done: number) => void): Promise<boolean>
  /** What must run beside the sessions; the function that it gives ends it. */
  attend?(database: Database): Promise<() => Promise<void>>
  /** What the database itself knows of finished jobs; missing: nothing. */
  readonly ledger?: Ledger
}

export interface Ledger {
  /** All finished jobs, in pieces. */
  finished(client: pg.Client): AsyncIterable<readonly string[]>
  /** Finished jobs that were claimed more than once. */
  claimedAgain(client: pg.Client): Promise<number>
}

/** The payload of the nth job: small, as payloads of queues mostly are. */
export const payloadOf = (n: number): { id: number } => ({ id: n })

/** 0 … count - 1, as payloads. */
export const payloads = (count: number): { id: number }[] =>
  Array.from({ length: count }, (_, n) => payloadOf(n))

/** Calls `put` with batch sizes that add up to `jobs`. */
export async function inBatches(
  jobs: number,
  size: number,
  put: (count: number) => Promise<unknown>,
  progress: (done: number) => void,
): Promise<void> {
  for (let done = 0; done < jobs; done += size) {
    await put(Math.min(size, jobs - done))
    progress(Math.min(done + size, jobs))
  }
}
