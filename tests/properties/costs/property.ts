import fc from 'fast-check'
import type pg from 'pg'
import { expect } from 'vitest'
import { judge } from '../../auditor/judge.ts'
import type { Entry, Limit } from '../../auditor/log.ts'
import { second, stopClockAt } from '../../support/micros.ts'
import {
  acquire,
  addLanes,
  cancel,
  claim,
  configure,
  enqueue,
  type Grant,
  type Held,
  type Report,
  refuse,
  release,
  settleJob,
  skewSeconds,
  stored,
} from './database.ts'
import {
  type Ask,
  type JobAsk,
  type JobEnd,
  type Limits,
  limits,
  type Scope,
  type Step,
  scopes,
  steps,
  weights,
} from './steps.ts'

const startsAt = 1_900_000_000n * second
const window = 60n * second + BigInt(skewSeconds * 1_000_000)

interface Call extends Grant {
  readonly ask: Ask
  readonly at: bigint
  state: 'open' | 'ended' | 'settled'
}

/** Connections, one for each that acts in a burst. */
export const callers = 12

/** An attempt at a job. */
interface Attempt extends Held {
  readonly costs: Costs
  readonly kinds: JobAsk['kinds']
  readonly at: bigint
  state: 'held' | 'over'
}

interface Costs {
  readonly requests: number
  readonly input_tokens: number
  readonly output_tokens: number
  readonly tokens: number
  readonly cost: number
}

interface World {
  readonly clients: readonly pg.ClientBase[]
  readonly endpoint: string
  readonly log: Entry[]
  readonly calls: Call[]
  readonly jobs: Map<string, JobAsk>
  readonly attempts: Attempt[]
  /** What an output token counts in the total. */
  readonly weight: number
  /** By the limiter's clock, which may be set back; `elapsed` never is. */
  now: bigint
  elapsed: bigint
  /** No refusal is over before that, by the limiter's clock. */
  blockedUntil: bigint
  /** The clock was set back or limits came and went: then levels may hold more, and are compared no more. */
  isPlain: boolean
}

/** Calls and jobs in two scopes at once on several connections; judged by their log, and by what the rows hold. */
export function costsProperty(clients: readonly pg.ClientBase[]) {
  let endpoints = 0
  return fc.asyncProperty(limits, limits, weights, steps, async (org, key, weight, script) => {
    endpoints += 1
    const world: World = {
      clients,
      endpoint: `s${endpoints}`,
      log: [],
      calls: [],
      jobs: new Map(),
      attempts: [],
      weight,
      now: startsAt,
      elapsed: 0n,
      blockedUntil: 0n,
      isPlain: true,
    }
    await stopClockAt(clients[0] as pg.ClientBase, startsAt)
    await set(world, 'org', org)
    await set(world, 'key', key)
    await addLanes(clients[0] as pg.ClientBase, world.endpoint)
    for (const step of script) await take(world, step)
    expect(judge(world.log)).toEqual([])
    await expectLetGo(world)
  })
}

async function take(world: World, step: Step): Promise<void> {
  const [client] = world.clients as readonly [pg.ClientBase]
  giveUp(world)
  if (step.kind === 'burst') await burst(world, step)
  if (step.kind === 'enqueue')
    for (const job of step.jobs) {
      const id = await enqueue(client, world.endpoint, job)
      if (id !== null) world.jobs.set(id, job)
    }
  if (step.kind === 'tick') await client.query('select from headgate.tick()')
  if (step.kind === 'refused') {
    const until = await refuse(client, world.endpoint, step.scope, step.retryAfter)
    if (until > world.blockedUntil) world.blockedUntil = until
  }
  if (step.kind === 'set') {
    world.isPlain = false
    await set(world, step.scope, step.limits)
  }
  if (step.kind === 'wait') {
    const by = BigInt(Math.round(step.seconds * 1_000_000))
    world.now += by
    world.elapsed += by
    await stopClockAt(client, world.now)
  }
  if (step.kind === 'clockBack') {
    world.isPlain = false
    world.now -= BigInt(Math.round(step.seconds * 1_000_000))
    await stopClockAt(client, world.now)
  }
  if (world.isPlain && step.kind === 'burst') await compare(world)
}

/** Ends, asks and claims at one instant, on connections of their own; no order among them is ours to say. */
async function burst(world: World, { asks, ends, claims, jobEnds }: Step & { kind: 'burst' }): Promise<void> {
  const { calls, clients, endpoint } = world
  const ending = ends.flatMap(({ which, factor }) => {
    const call = calls[Math.floor(which * calls.length)]
    return call === undefined ? [] : [{ call, factor }]
  })
  let used = 0
  const client = () => clients[used++ % clients.length] as pg.ClientBase
  const ended = Promise.all(
    ending.map(async ({ call, factor }) => {
      const times = (amount: number) => (factor === null ? null : Math.ceil(amount * factor))
      const [input, output, cost] = [times(call.ask.input), times(call.ask.output), times(call.ask.cost)]
      return {
        call,
        factor,
        input,
        output,
        cost,
        outcome: await release(client(), call.id, input, output, cost),
      }
    }),
  )
  const isAlone = asks.length + claims.length === 0
  const jobsEnded = Promise.all(distinct(world, jobEnds).map((end) => endJob(world, client(), end, isAlone)))
  const asked = Promise.all(asks.map(async (ask) => ({ ask, grant: await acquire(client(), endpoint, ask) })))
  const claimed = Promise.all(
    claims.map(({ limit, leaseSeconds }) => claim(client(), endpoint, limit, leaseSeconds)),
  )
  // Whether a debt was known to a grant of the same instant nobody can tell; what was given back may have been.
  const owes = ({ factor }: { readonly factor: number | null }) => (factor ?? 1) > 1
  const [settled, jobsSettled, grants, held] = [await ended, await jobsEnded, await asked, await claimed]
  for (const { call, outcome } of settled) if (outcome !== 'already_settled') end(world, call)
  for (const one of settled) if (!owes(one)) settle(world, one)
  for (const one of jobsSettled) if (one.wasHeld) letGo(world, one.attempt)
  for (const one of jobsSettled) if (!owes(one)) settleAttempt(world, one)
  for (const { ask, grant } of grants) {
    if (grant === null) continue
    calls.push({ ...grant, ask, at: world.elapsed, state: 'open' })
    note(world, grant.id, costsOf(ask, world.weight))
  }
  for (const one of held.flat()) start(world, one)
  for (const one of settled) if (owes(one)) settle(world, one)
  for (const one of jobsSettled) if (owes(one)) settleAttempt(world, one)
}

function note(world: World, id: string, costs: Costs): void {
  expect(world.now).toBeGreaterThanOrEqual(world.blockedUntil)
  world.log.push({ kind: 'granted', at: world.elapsed, id, scopes, costs: { ...costs } })
}

function start(world: World, held: Held): void {
  const job = world.jobs.get(held.job)
  if (job === undefined) throw new Error(`nobody enqueued ${held.job}`)
  const { total, kinds, cost } = job
  const ask = { requests: 1, ...(kinds ?? { input: total, output: total }), cost }
  const costs = kinds ? costsOf(ask, world.weight) : { ...costsOf(ask, world.weight), tokens: total }
  world.attempts.push({ ...held, kinds, costs, at: world.elapsed, state: 'held' })
  note(world, `${held.job} ${held.token}`, costs)
}

/** Attempts at jobs that are to end now, each once, mostly such as are held. */
function distinct(world: World, ends: readonly JobEnd[]): { attempt: Attempt; end: JobEnd }[] {
  const held = world.attempts.filter(({ state }) => state === 'held')
  const chosen = ends.flatMap((end) => {
    const among = end.which < 0.8 && held.length > 0 ? held : world.attempts
    const attempt = among[Math.floor(end.which * among.length)]
    return attempt === undefined ? [] : [{ attempt, end }]
  })
  return [...new Map(chosen.map((one) => [one.attempt.job, one])).values()]
}

interface Ended {
  readonly attempt: Attempt
  readonly factor: number | null
  readonly wasHeld: boolean
  readonly costs: Costs
}

/** A total is reported of a job that told kinds apart only where nothing is granted meanwhile: it owes and gives back at once. */
async function endJob(
  { weight }: World,
  client: pg.ClientBase,
  { attempt, end: { how, factor, asTotal } }: { attempt: Attempt; end: JobEnd },
  isAlone: boolean,
): Promise<Ended> {
  const { costs, kinds } = attempt
  if (how === 'cancel') {
    const wasHeld = attempt.state === 'held'
    if (wasHeld) await cancel(client, attempt.job)
    return { attempt, factor: null, wasHeld, costs }
  }
  // To complete a job again under its lease is no error, and changes nothing.
  const end = async (report: Report) =>
    (await settleJob(client, how, attempt, report)) && attempt.state === 'held'
  if (factor === null) {
    const nothing: Report = { total: null, input: null, output: null, cost: null }
    return { attempt, factor, wasHeld: await end(nothing), costs }
  }
  const times = (amount: number) => Math.ceil(amount * factor)
  const cost = times(costs.cost)
  if (kinds === null || (asTotal && isAlone)) {
    const total = times(kinds ? kinds.input + kinds.output : costs.tokens)
    const wasHeld = await end({ total, input: null, output: null, cost })
    return {
      attempt,
      factor,
      wasHeld,
      costs: { requests: 1, input_tokens: total, output_tokens: total, tokens: total, cost },
    }
  }
  const [input, output] = [times(kinds.input), times(kinds.output)]
  const wasHeld = await end({ total: null, input, output, cost })
  return { attempt, factor, wasHeld, costs: costsOf({ requests: 1, input, output, cost }, weight) }
}

function letGo(world: World, attempt: Attempt): void {
  if (attempt.state === 'over') return
  attempt.state = 'over'
  world.log.push({ kind: 'ended', at: world.elapsed, id: `${attempt.job} ${attempt.token}` })
}

function settleAttempt(world: World, { attempt, factor, wasHeld, costs }: Ended): void {
  if (!wasHeld || factor === null) return
  logSettled(world, `${attempt.job} ${attempt.token}`, attempt.at, attempt.costs, costs)
}

function settle(
  world: World,
  one: {
    readonly call: Call
    readonly input: number | null
    readonly output: number | null
    readonly cost: number | null
    readonly outcome: string
  },
): void {
  const { call, outcome } = one
  if (outcome === 'already_settled') return
  const { ask } = call
  const actual = {
    input: one.input ?? ask.input,
    output: one.output ?? ask.output,
    cost: one.cost ?? ask.cost,
  }
  // Who comes after the end of his time still owes what exceeds his estimate, and gets nothing back.
  const least = outcome === 'expired' ? ask : { input: 0, output: 0, cost: 0 }
  const input = Math.max(actual.input, least.input)
  const output = Math.max(actual.output, least.output)
  const cost = Math.max(actual.cost, least.cost)
  end(world, call)
  call.state = 'settled'
  const asked = costsOf(ask, world.weight)
  const settled = costsOf({ ...ask, input, output, cost }, world.weight)
  logSettled(world, call.id, call.at, asked, settled)
}

/** What has left the rings is owed from now on, and of it nothing is given back; but the day has it all. */
function logSettled(world: World, id: string, at: bigint, asked: Costs, settled: Costs): void {
  const isGone = slotOf(startsAt + at) < slotOf(startsAt + world.elapsed) - 60n
  const costs = isGone
    ? {
        requests: settled.requests,
        input_tokens: Math.max(settled.input_tokens, asked.input_tokens),
        output_tokens: Math.max(settled.output_tokens, asked.output_tokens),
        tokens: Math.max(settled.tokens, asked.tokens),
        cost: settled.cost,
      }
    : { ...settled }
  const windows = ['requests', 'tokens', 'input_tokens', 'output_tokens'].map((it) => [it, world.elapsed])
  const from = isGone ? { from: Object.fromEntries(windows) } : {}
  world.log.push({ kind: 'settled', at: world.elapsed, id, costs, ...from })
}

const slotOf = (at: bigint): bigint => (at * 60n) / window

function costsOf({ requests, input, output, cost }: Omit<Ask, 'ttlSeconds'>, weight: number): Costs {
  // In hundredths, so that nothing is lost before it is rounded up.
  const tokens = Math.ceil((input * 100 + output * Math.round(weight * 100)) / 100)
  return { requests, input_tokens: input, output_tokens: output, tokens, cost }
}

/** A reservation past its time, and a job whose lease ran out, count no longer among the calls at the same time. */
function giveUp(world: World): void {
  for (const attempt of world.attempts) if (attempt.expiresAt <= world.now) letGo(world, attempt)
  for (const call of world.calls) if (call.state === 'open' && call.expiresAt <= world.now) end(world, call)
}

function end(world: World, call: Call): void {
  if (call.state !== 'open') return
  call.state = 'ended'
  world.log.push({ kind: 'ended', at: world.elapsed, id: call.id })
}

async function set(world: World, scope: Scope, limits: Limits): Promise<void> {
  await configure(world.clients[0] as pg.ClientBase, world.endpoint, scope, limits, world.weight)
  const { requests, tokens, input, output, cost, concurrency } = limits
  const named = { requests, tokens, input_tokens: input, output_tokens: output }
  const rolling = Object.entries(named).map(([dimension, most]) => ({ dimension, most, span: { window } }))
  world.log.push({
    kind: 'configured',
    at: world.elapsed,
    scope,
    limits: [...rolling, { dimension: 'cost', most: cost, span: { dayIn: 'UTC' } }].filter(isCounted),
    concurrency,
  })
}

/** Requests and the total are counted always, the rest while it is limited. */
const isCounted = ({ dimension, most }: Limit): boolean =>
  most !== null || dimension === 'requests' || dimension === 'tokens'

/** To the unit: nothing was charged twice, given back twice, or lost. Only what is limited is counted. */
async function compare(world: World): Promise<void> {
  for (const { scope, since, levels } of await stored(world.clients[0] as pg.ClientBase, world.endpoint)) {
    for (const [dimension, level] of Object.entries(levels))
      world.log.push({
        kind: 'level',
        at: world.elapsed,
        scope,
        dimension,
        since: dimension === 'cost' ? 0n : since - (world.now - world.elapsed),
        level,
      })
  }
}

/** In the end nobody takes a place any more. */
async function expectLetGo(world: World): Promise<void> {
  const [client] = world.clients as readonly [pg.ClientBase]
  await stopClockAt(client, world.now + 7200n * second)
  await client.query('select from headgate.tick(10000)')
  const left = await stored(client, world.endpoint)
  expect(left.map(({ inFlight }) => inFlight)).toEqual([0, 0])
}
