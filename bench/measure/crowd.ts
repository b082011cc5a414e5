import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import type { Claim, SqlContender, SqlSession } from '../contenders/contender.ts'
import { BenchError } from '../errors.ts'
import { connect, type Database } from '../server.ts'
import { createTally } from './tally.ts'

/** PostgreSQL makes a plan for good at the sixth execution of a statement. */
const WARM_TURNS = 10

/** Milliseconds that each call took. A claim that gave nothing is no measure of one that gives jobs, and is left out. */
export interface CallTimes {
  readonly enqueue: number[]
  readonly claim: number[]
  readonly complete: number[]
}

export const noTimes = (): CallTimes => ({ enqueue: [], claim: [], complete: [] })

/** Connections to one contender's database that work side by side. */
export interface Crowd {
  readonly sessions: readonly SqlSession[]
  leave(): Promise<void>
}

export async function openCrowd(contender: SqlContender, database: Database, size: number): Promise<Crowd> {
  const clients: pg.Client[] = []
  const sessions: SqlSession[] = []
  const unattend = await contender.attend?.(database)
  for (let index = 0; index < size; index++) {
    const client = await connect(database)
    clients.push(client)
    sessions.push(await contender.open(client, index))
  }
  return {
    sessions,
    leave: async () => {
      await Promise.all(clients.map((client) => client.end()))
      await unattend?.()
    },
  }
}

/** Runs one call and notes how long it took. */
export async function timed<T>(times: number[], call: () => Promise<T>): Promise<T> {
  const from = performance.now()
  const result = await call()
  times.push(performance.now() - from)
  return result
}

/** Claims, and notes how long it took if that gave jobs. */
export async function timedClaim(session: SqlSession, most: number, times: number[]): Promise<Claim> {
  const from = performance.now()
  const claim = await session.claim(most)
  if (claim.ids.length > 0) times.push(performance.now() - from)
  return claim
}

/** Enqueues until told that it is enough, claims and completes until all of it is done. */
export interface Load {
  /** How many jobs the next enqueue may add; 0: no more. */
  readonly want: (batch: number) => number
  readonly isOver: () => boolean
  readonly onDone: (claim: Claim) => void
  readonly onEnqueued?: (ids: readonly string[]) => void
  /** Milliseconds until a session asks again when there was nothing to do; by default 1. */
  readonly idleMs?: number
}

/** One session's part: enqueue a batch, claim a batch, complete it, again and again. */
export async function live(session: SqlSession, batch: number, load: Load, times: CallTimes): Promise<void> {
  while (!load.isOver()) {
    const count = load.want(batch)
    if (count > 0) {
      const ids = await timed(times.enqueue, () => session.enqueue(count))
      load.onEnqueued?.(ids)
    }
    const claim = await timedClaim(session, batch, times.claim)
    if (claim.ids.length > 0) {
      await timed(times.complete, () => claim.complete())
      load.onDone(claim)
    } else if (count === 0) {
      // The rest is in the hands of the others.
      await sleep(load.idleMs ?? 1)
    }
  }
}

/**
 * Takes this many jobs through their lives, by all sessions together.
 *
 * @throws BenchError `miscounted` when a job was claimed twice
 */
export async function takeThrough(
  crowd: Crowd,
  jobs: number,
  batch: number,
  onProgress: (done: number) => void,
): Promise<CallTimes> {
  const times = noTimes()
  const tally = createTally()
  let enqueued = 0
  const load: Load = {
    want: (most) => {
      const count = Math.min(most, jobs - enqueued)
      enqueued += count
      return count
    },
    isOver: () => tally.count >= jobs,
    onDone: ({ ids }) => {
      tally.add(ids)
      onProgress(tally.count)
    },
  }
  await Promise.all(crowd.sessions.map((session) => live(session, batch, load, times)))
  if (tally.count !== jobs || tally.distinct !== jobs) throw miscounted(jobs, tally.count, tally.distinct)
  return times
}

/** Some turns for every connection, before anything is timed: functions are compiled and plans made once for each. */
export async function warmUp(crowd: Crowd, batch: number): Promise<void> {
  await takeThrough(crowd, crowd.sessions.length * batch * WARM_TURNS, batch, () => {})
}

export function miscounted(enqueued: number, done: number, distinct: number): BenchError {
  return new BenchError(
    'miscounted',
    `${enqueued} jobs were enqueued, ${done} completed, ${distinct} different ones`,
    'The figures are void: a queue that loses or repeats jobs cannot be timed.',
  )
}
