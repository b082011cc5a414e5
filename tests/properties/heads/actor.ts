import type pg from 'pg'

/** What the committed calls have done to jobs. */
export interface History {
  readonly enqueued: string[]
  readonly claimed: Claim[]
  /** Jobs that left the line or a lease and stand in line again. */
  readonly returned: string[]
}

export interface Claim {
  readonly job: string
  readonly token: string
}

export function emptyHistory(): History {
  return { enqueued: [], claimed: [], returned: [] }
}

/** One connection: what its transaction has done so far, level by level of its savepoints. */
export interface Actor {
  readonly client: pg.Client
  readonly gate: number
  levels: History[]
  failed: boolean
  /** A call that waits at the gate. */
  stopped: Promise<void> | null
}

export function isOpen(actor: Actor): boolean {
  return actor.levels.length > 0
}

/** Where what an actor does is noted: in its transaction, or at once. */
export function noteOf(actor: Actor, history: History): History {
  return actor.levels.at(-1) ?? history
}

/** What an inner level has done becomes the outer one's. */
export function merge(from: History, into: History): void {
  into.enqueued.push(...from.enqueued)
  into.claimed.push(...from.claimed)
  into.returned.push(...from.returned)
}
