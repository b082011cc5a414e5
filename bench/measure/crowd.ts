import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import type { Claim, SqlContender, SqlSession } from '../contenders/contender.ts'
import { BenchError } from '../errors.ts'
import { connect, type Database } from '../server.ts'
import { createTally } from './tally.ts'

/** Milliseconds that each call took. */
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

/** Enqueues until told that it is enough, claims and completes until all of it is done. */
export interface Load {
  /** How many jobs the next enqueue may add; 0: no more. */
  readonly want: (batch: number) => number
  readonly isOver: () => boolean
  readonly onDone: (claim: Claim) => void
}

/** One session's part: enqueue a batch, claim a batch, complete it, again and again. */
export async function live(session: SqlSession, batch: number, load: Load, times: CallTimes): Promise<void> {
  while (!load.isOver()) {
    const count = load.want(batch)
    if (count > 0) await timed(times.enqueue, () => session.enqueue(count))
    const claim = await timed(times.claim, () => session.claim(batch))
    if (claim.ids.length > 0) {
      await timed(times.complete, () => claim.complete())
      load.onDone(claim)
    } else if (count === 0) {
      // The rest is in the hands of the others.
      await sleep(1)
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
    isOver: () => tally.done >= jobs,
    onDone: ({ ids }) => {
      tally.add(ids)
      onProgress(tally.done)
    },
  }
  await Promise.all(crowd.sessions.map((session) => live(session, batch, load, times)))
  if (tally.done !== jobs || tally.distinct !== jobs) throw miscounted(jobs, tally.done, tally.distinct)
  return times
}

export function miscounted(enqueued: number, done: number, distinct: number): BenchError {
  return new BenchError(
    'miscounted',
    `${enqueued} jobs were enqueued, ${done} completed, ${distinct} different ones`,
    'The figures are void: a queue that loses or repeats jobs cannot be timed.',
  )
}
