import { charge, slid } from '../limiter/ring.ts'
import {
  earlier,
  expireReservations,
  finish,
  type Job,
  type JobType,
  type Model,
  promote,
  reclaim,
  room,
  seconds,
} from './model.ts'

export interface Claim {
  readonly types: readonly string[]
  readonly limit: number
}

/** What one claim call should give, lane by lane: jobs that have started, in order. The token comes from the database. */
export interface Started {
  readonly type: JobType
  readonly jobs: readonly Job[]
}

/** Starts what a claim should start. Jobs past their deadline are given up instead. */
export function claim(model: Model, { types, limit }: Claim): Started[] {
  const holdsNothing = reclaim(model).length === 0
  promote(model, types)
  const started: Started[] = []
  let left = limit
  for (const type of lanes(model, types)) {
    if (left <= 0) break
    const picked = pickFrom(model, type, left, holdsNothing)
    const late = picked.filter(({ deadline }) => deadline !== null && deadline <= model.now)
    const jobs = picked.filter((job) => !late.includes(job))
    for (const job of late) finish(model, job, 'dead_lettered')
    for (const job of jobs) start(model, job, type)
    if (jobs.length > 0) started.push({ type, jobs })
    left -= jobs.length
  }
  return started
}

/** Under its token, once the database has named it. */
export function hold(model: Model, { type, jobs }: Started, token: string, leaseSeconds: number): void {
  const runUntil = model.now + seconds(type.maxRunSeconds)
  const expiresAt = earlier(model.now + seconds(leaseSeconds), runUntil)
  model.leases.set(token, {
    type: type.name,
    seconds: leaseSeconds,
    runUntil,
    expiresAt,
    jobs: jobs.map(({ id }) => id),
  })
  for (const job of jobs) {
    job.token = token
    model.claims.push({ job: job.id, token })
  }
}

function start(model: Model, job: Job, type: JobType): void {
  job.state = 'running'
  job.attempt += 1
  job.place = null
  job.startedAt = model.now
  if (!type.gated) return
  model.ring = charge(slid(model.ring, model.now), model.now, { requests: 1, tokens: job.tokens })
}

/** Lanes with something ready that are not paused, the best head of line first. */
function lanes(model: Model, types: readonly string[]): JobType[] {
  return [...model.types.values()]
    .filter(({ name, paused }) => types.includes(name) && !paused)
    .flatMap((type) =>
      line(model, type.name)
        .slice(0, 1)
        .map((head) => ({ type, head })),
    )
    .toSorted(
      (a, b) =>
        a.head.priority - b.head.priority ||
        (a.head.place ?? 0) - (b.head.place ?? 0) ||
        a.type.lane - b.type.lane,
    )
    .map(({ type }) => type)
}

function line(model: Model, type: string): Job[] {
  return [...model.jobs.values()]
    .filter((job) => job.type === type && job.place !== null)
    .toSorted((a, b) => a.priority - b.priority || (a.place ?? 0) - (b.place ?? 0) || a.id - b.id)
}

/** The longest prefix of a line that fits: nobody overtakes a job that waits for room. */
function pickFrom(model: Model, type: JobType, left: number, mayExpire: boolean): Job[] {
  const waiting = line(model, type.name)
  if (!type.gated) return waiting.slice(0, left)
  const full = room(model)
  // A claim that has reclaimed holds endpoints already, and leaves expired reservations for the next.
  if (mayExpire && full.requests > 0 && full.tokens > 0 && full.concurrency <= 0) expireReservations(model)
  const { requests, tokens, concurrency } = room(model)
  if (tokens <= 0) return []
  const candidates = waiting.slice(0, Math.max(0, Math.min(left, requests, concurrency)))
  let sum = 0
  const tooMuch = candidates.findIndex((job) => {
    sum += job.tokens
    return sum > tokens
  })
  return tooMuch < 0 ? candidates : candidates.slice(0, tooMuch)
}
