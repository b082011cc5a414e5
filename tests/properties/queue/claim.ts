import { type Amounts, charge, dimensions, nothing } from './endpoint.ts'
import {
  admit,
  costsOf,
  earlier,
  expireReservations,
  finish,
  freeNow,
  type Job,
  type JobType,
  keepRoom,
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
  const call: Call = { left: limit, mayWait: reclaim(model).length === 0, started: new Map() }
  promote(model, [...model.types.keys()])
  admit(model, types)
  const lines = openLines(model, types)
  for (const level of new Set(lines.map((line) => line.level))) {
    const equals = lines.filter((line) => line.level === level)
    const giving = equals.filter((line, index) => {
      const share = Math.ceil(call.left / (equals.length - index))
      return take(model, call, line, share) === share
    })
    for (const line of giving) take(model, call, line, call.left)
  }
  return [...call.started].map(([type, jobs]) => ({ type, jobs }))
}

/** One claim call under way. */
interface Call {
  left: number
  /** It may wait for one endpoint, the first. */
  mayWait: boolean
  readonly started: Map<JobType, Job[]>
}

/** The ready jobs of one type and priority, and how urgent the line is. */
interface Line {
  readonly type: JobType
  readonly priority: number
  readonly level: number
}

/** Takes jobs out of a line; returns how many have started. */
function take(model: Model, call: Call, { type, priority }: Line, share: number): number {
  if (share <= 0) return 0
  const picked = pickFrom(model, call, type, priority, share)
  const late = picked.filter(({ deadline }) => deadline !== null && deadline <= model.now)
  const jobs = picked.filter((job) => !late.includes(job))
  for (const job of late) finish(model, job, 'dead_lettered')
  for (const job of jobs) start(model, job, type)
  if (jobs.length > 0 && type.gated && model.waiting?.lane === type.lane) model.waiting = null
  if (jobs.length > 0) call.started.set(type, [...(call.started.get(type) ?? []), ...jobs])
  call.left -= jobs.length
  return jobs.length
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
  charge(model.endpoint, model.now, model.now, costsOf(job))
}

/** A line counts as one more urgent for each minute that its first job has waited. */
const ageing = seconds(60)

/** Lines with something ready that are not paused, the most urgent first; among equals, without a lot, the oldest. */
function openLines(model: Model, types: readonly string[]): Line[] {
  return [...model.types.values()]
    .filter(({ name, paused }) => types.includes(name) && !paused)
    .flatMap((type) =>
      [...Array(10).keys()].flatMap((priority) =>
        line(model, type.name, priority)
          .slice(0, 1)
          .map(({ since }) => ({ type, priority, since, level: priority - waited(model.now - since) })),
      ),
    )
    .toSorted(
      (a, b) =>
        a.level - b.level ||
        Number(a.since - b.since) ||
        a.type.lane - b.type.lane ||
        a.priority - b.priority,
    )
}

function waited(time: bigint): number {
  return time > 0n ? Number(time / ageing) : 0
}

function line(model: Model, type: string, priority: number): Job[] {
  return [...model.jobs.values()]
    .filter((job) => job.type === type && job.priority === priority && job.place !== null)
    .toSorted((a, b) => (a.place ?? 0) - (b.place ?? 0) || a.id - b.id)
}

/** The longest prefix of a line that fits: nobody overtakes a job that waits for room, which is kept for it. */
function pickFrom(model: Model, call: Call, type: JobType, priority: number, share: number): Job[] {
  const waiting = line(model, type.name, priority)
  if (!type.gated) return waiting.slice(0, share)
  const full = freeNow(model)
  if (dimensions.some((dimension) => full[dimension] <= 0) || room(model, type.lane).tokens <= 0) return []
  if (full.concurrency <= 0) {
    // A claim that holds endpoints already leaves expired reservations for the next.
    if (!call.mayWait) return []
    expireReservations(model)
  }
  call.mayWait = false
  const free = room(model, type.lane)
  const candidates = waiting.slice(0, Math.max(0, Math.min(share, free.requests, free.concurrency)))
  let sum = nothing
  const tooMuch = candidates.findIndex((job) => {
    sum = plus(sum, costsOf(job))
    return dimensions.some((dimension) => sum[dimension] > free[dimension])
  })
  const [first] = candidates
  if (tooMuch === 0 && first) keepRoom(model, type.lane, costsOf(first))
  return tooMuch < 0 ? candidates : candidates.slice(0, tooMuch)
}

function plus(one: Amounts, other: Amounts): Amounts {
  return {
    requests: one.requests + other.requests,
    tokens: one.tokens + other.tokens,
    input: one.input + other.input,
    output: one.output + other.output,
  }
}
