import { second } from '../../support/micros.ts'
import {
  type Amounts,
  charge,
  dimensions,
  type Endpoint,
  held as heldBy,
  minus,
  nothing,
} from './endpoint.ts'

/** What the queue should do, said as plainly as possible and without looking at the SQL. Times are microseconds. */
export interface Model {
  now: bigint
  /** Counts calls: a job that becomes ready in a later call stands behind. */
  call: number
  readonly types: ReadonlyMap<string, JobType>
  readonly jobs: Map<number, Job>
  readonly leases: Map<string, Lease>
  readonly keys: Map<string, Key>
  readonly reservations: Map<string, Reservation>
  /** `job token`: an event was logged for the job under that lease. */
  readonly vouched: Set<string>
  /** Every hold ever given, so that stale ones can be tried again. */
  readonly claims: Hold[]
  readonly endpoint: Endpoint
  /** The lane whose first job is too large for what is free: room is kept for it. */
  waiting: { readonly lane: number; readonly costs: Amounts; readonly until: bigint } | null
}

export interface JobType {
  readonly name: string
  readonly lane: number
  readonly gated: boolean
  readonly audited: boolean
  readonly onCrash: 'retry' | 'dead_letter'
  readonly crashCounts: boolean
  readonly maxRunSeconds: number
  /** How many jobs of a concurrency key may be in line or running at once. */
  readonly places: number
  /** The jobs of a key go strictly one after the other. */
  readonly fifo: boolean
  paused: boolean
}

export type State = 'queued' | 'running' | 'completed' | 'dead_lettered' | 'cancelled'

export interface Job {
  readonly id: number
  readonly type: string
  readonly priority: number
  readonly tokens: number
  /** Of these, those of either kind; null: they are not told apart. */
  readonly input: number | null
  readonly output: number | null
  readonly maxAttempts: number
  readonly key: string | null
  readonly concurrencyKey: string | null
  state: State
  attempt: number
  retries: number
  scheduledAt: bigint
  deadline: bigint | null
  /** The call that made it ready; null: it waits for its time, or does not wait. */
  place: number | null
  /** It waits for others of its concurrency key. */
  blocked: boolean
  /** It takes one of the places of its concurrency key. */
  admitted: boolean
  /** When it joined its line. */
  since: bigint
  token: string | null
  startedAt: bigint
}

export interface Lease {
  readonly type: string
  readonly seconds: number
  readonly runUntil: bigint
  expiresAt: bigint
  jobs: number[]
}

export interface Key {
  readonly job: number
  readonly expiresAt: bigint | null
  readonly untilFinished: boolean
}

export interface Reservation {
  readonly at: bigint
  readonly expiresAt: bigint
  readonly cost: Amounts
  state: 'open' | 'expired' | 'settled'
  charged: Amounts
}

export interface Hold {
  readonly job: number
  readonly token: string
}

/** What was reported: a total, or kinds. */
export interface Actual {
  readonly tokens: number | null
  readonly input: number | null
  readonly output: number | null
  readonly requests: number | null
}

export const unknown: Actual = { tokens: null, input: null, output: null, requests: null }

/** What a job is charged when it starts; a total counts as either kind. */
export function costsOf({ tokens, input, output }: Pick<Job, 'tokens' | 'input' | 'output'>): Amounts {
  return { requests: 1, tokens, input: input ?? tokens, output: output ?? tokens }
}

/** What it has cost in the end; what was not reported, as estimated. */
export function actualCosts(job: Job, { tokens, input, output, requests }: Actual): Amounts {
  const told = { ...costsOf(job), requests: requests ?? 1 }
  if (tokens !== null) return { ...told, tokens, input: tokens, output: tokens }
  if (input === null && output === null) return told
  const [one, other] = [input ?? 0, output ?? 0]
  return { ...told, tokens: one + other, input: one, output: other }
}

export function typeOf(model: Model, job: Job): JobType {
  const type = model.types.get(job.type)
  if (!type) throw new Error(`no type ${job.type}`)
  return type
}

export function jobOf(model: Model, id: number): Job {
  const job = model.jobs.get(id)
  if (!job) throw new Error(`no job ${id}`)
  return job
}

/** The lease that holds a job under a token, if it is alive. */
export function liveLease(model: Model, { job, token }: Hold): Lease | null {
  const lease = model.leases.get(token)
  return lease?.jobs.includes(job) && lease.expiresAt > model.now ? lease : null
}

/** Puts a job in line for a time; the past means now. */
export function queue(model: Model, job: Job, at: bigint): void {
  job.state = 'queued'
  job.scheduledAt = at > model.now ? at : model.now
  job.place = null
  job.blocked = false
  if (at <= model.now) join(model, job)
}

/** A job whose time has come stands at the end of its line, or waits for others of its key. */
function join(model: Model, job: Job): void {
  job.blocked = job.concurrencyKey !== null && !job.admitted
  job.place = job.blocked ? null : model.call
  job.since = model.now
}

/** What moves a waiting job by hand takes its place among those of its key, too. */
export function moveByHand(model: Model, job: Job, at: bigint): void {
  job.admitted = false
  queue(model, job, at)
}

/** Ends a job for good, which frees the key that stood for it while it was unfinished. */
export function finish(model: Model, job: Job, state: 'completed' | 'dead_lettered' | 'cancelled'): void {
  job.state = state
  job.place = null
  job.blocked = false
  job.admitted = false
  for (const [name, key] of model.keys) if (key.untilFinished && key.job === job.id) model.keys.delete(name)
}

/** Takes a job from its lease and settles its capacity. Only in a fifo type does it keep its place while it is retried. */
export function letGo(model: Model, job: Job, actual: Actual): void {
  const lease = model.leases.get(job.token ?? '')
  if (!lease) throw new Error(`job ${job.id} is held by nobody`)
  lease.jobs = lease.jobs.filter((id) => id !== job.id)
  if (lease.jobs.length === 0) model.leases.delete(job.token ?? '')
  if (!typeOf(model, job).fifo) job.admitted = false
  if (!typeOf(model, job).gated) return
  charge(model.endpoint, model.now, job.startedAt, minus(actualCosts(job, actual), costsOf(job)))
}

/** Jobs whose leases have run out go back in line, or are given up, by the policy of their type. */
export function reclaim(model: Model, leases = ranOut(model)): number[] {
  return leases.flatMap((lease) => {
    const ids = [...lease.jobs]
    for (const id of ids) giveBack(model, jobOf(model, id))
    return ids
  })
}

/** The leases that have run out. */
export function ranOut(model: Model): Lease[] {
  return [...model.leases.values()].filter(({ expiresAt }) => expiresAt <= model.now)
}

function giveBack(model: Model, job: Job): void {
  const { onCrash, crashCounts } = typeOf(model, job)
  const left = job.attempt < job.maxAttempts || !crashCounts
  const again = onCrash === 'retry' && left && !(job.deadline !== null && job.deadline <= model.now)
  letGo(model, job, unknown)
  if (!crashCounts) job.attempt -= 1
  if (!again) {
    finish(model, job, 'dead_lettered')
    return
  }
  job.retries += 1
  queue(model, job, model.now)
}

/** Jobs of some types whose time has come stand at the end of their lines. */
export function promote(model: Model, types: readonly string[]): number {
  const due = [...model.jobs.values()].filter(
    (job) =>
      job.state === 'queued' &&
      job.place === null &&
      !job.blocked &&
      job.scheduledAt <= model.now &&
      types.includes(job.type),
  )
  for (const job of due) join(model, job)
  return due.length
}

/**
 * Blocked jobs of some types join their lines, as far as their keys have places: by priority and id, in a fifo type by id
 * alone. Those past their deadline are given up when their turn comes, and take no place.
 */
export function admit(model: Model, types: readonly string[]): void {
  const waiting = [...model.jobs.values()]
    .filter((job) => job.blocked && types.includes(job.type))
    .toSorted((a, b) => {
      const [type, other] = [typeOf(model, a), typeOf(model, b)]
      return type.lane - other.lane || (type.fifo ? 0 : a.priority - b.priority) || a.id - b.id
    })
  for (const job of waiting) {
    if (taken(model, job) >= typeOf(model, job).places) continue
    if (job.deadline !== null && job.deadline <= model.now) {
      finish(model, job, 'dead_lettered')
      continue
    }
    job.admitted = true
    join(model, job)
  }
}

/** How many places of the key of a job are taken. */
function taken(model: Model, { type, concurrencyKey }: Job): number {
  const ofKey = [...model.jobs.values()].filter(
    (job) => job.type === type && job.concurrencyKey === concurrencyKey && job.admitted,
  )
  return ofKey.length
}

/** Reservations past their time lose their place and keep their charge. */
export function expireReservations(model: Model): number {
  const past = [...model.reservations.values()].filter(
    ({ state, expiresAt }) => state === 'open' && expiresAt <= model.now,
  )
  for (const reservation of past) reservation.state = 'expired'
  return past.length
}

export function inFlight(model: Model): number {
  const running = [...model.jobs.values()].filter(
    (job) => job.state === 'running' && typeOf(model, job).gated,
  )
  return running.length + [...model.reservations.values()].filter(({ state }) => state === 'open').length
}

/** What is kept for another lane. */
function kept({ waiting, now }: Model, lane: number | null): Amounts {
  return waiting !== null && waiting.until > now && waiting.lane !== lane ? waiting.costs : nothing
}

/** What the endpoint can still take, of this lane or, null, of callers without jobs. */
export function room(model: Model, lane: number | null): Amounts & { readonly concurrency: number } {
  const free = freeNow(model)
  const { tokens, input, output } = kept(model, lane)
  return { ...minus(free, { requests: 0, tokens, input, output }), concurrency: free.concurrency }
}

/** What is free, whoever waits for it. */
export function freeNow(model: Model): Amounts & { readonly concurrency: number } {
  const { limits } = model.endpoint
  const taken = { ...heldBy(model.endpoint, model.now), concurrency: inFlight(model) }
  const left = (of: keyof typeof taken) => (limits[of] ?? Number.POSITIVE_INFINITY) - taken[of]
  return {
    requests: left('requests'),
    tokens: left('tokens'),
    input: left('input'),
    output: left('output'),
    concurrency: left('concurrency'),
  }
}

/** Keeps room for the first job of a lane, which does not fit, unless another waits or it is kept for long enough. */
export function keepRoom(model: Model, lane: number, costs: Amounts): void {
  const { waiting, now } = model
  const { span } = model.endpoint
  const free = freeNow(model)
  if (dimensions.every((dimension) => costs[dimension] <= free[dimension])) return
  if (waiting !== null && waiting.until > now && waiting.lane !== lane) return
  const isKept = dimensions.every((dimension) => waiting?.costs[dimension] === costs[dimension])
  if (waiting?.lane === lane && isKept && waiting.until > now + span / 2n) return
  model.waiting = { lane, costs, until: now + span }
}

export function seconds(count: number): bigint {
  return BigInt(Math.round(count * Number(second)))
}

export function earlier(one: bigint, other: bigint): bigint {
  return one < other ? one : other
}
