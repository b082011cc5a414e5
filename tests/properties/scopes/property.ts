import fc from 'fast-check'
import type pg from 'pg'
import { expect } from 'vitest'
import { judge } from '../../auditor/judge.ts'
import type { Amounts, Entry, Limit, Span } from '../../auditor/log.ts'
import { dayOf } from '../../auditor/tally.ts'
import { second, stopClockAt } from '../../support/micros.ts'
import { acquire, configure, dayIn, type Grant, refuse, release, skewSeconds, stored } from './database.ts'
import {
  type Ask,
  type Limits,
  limits,
  type Mode,
  type Modes,
  modes,
  type Scope,
  type Step,
  scopes,
  steps,
} from './steps.ts'

const start = 1_900_000_000n * second
const window = 60n * second + BigInt(skewSeconds * 1_000_000)

interface Call extends Grant {
  readonly ask: Ask
  readonly at: bigint
  state: 'open' | 'ended' | 'settled'
}

interface World {
  readonly clients: readonly pg.ClientBase[]
  readonly endpoint: string
  readonly modes: Modes
  readonly log: Entry[]
  readonly calls: Call[]
  /** By the limiter's clock, which may be set back; `elapsed` never is. */
  now: bigint
  elapsed: bigint
  /** No refusal is over before that, by the limiter's clock. */
  blockedUntil: bigint
  /** The clock was set back: then days are not those of the log. */
  isSteady: boolean
  /** The clock was set back or limits came and went: then levels may hold more, and are compared no more. */
  isPlain: boolean
}

/** Calls in two scopes at once on several connections; judged by their log, and by what the rows hold. */
export function scopesProperty(clients: readonly pg.ClientBase[]) {
  let endpoints = 0
  return fc.asyncProperty(limits, limits, modes, steps, async (org, key, charged, script) => {
    endpoints += 1
    const world: World = {
      clients,
      endpoint: `s${endpoints}`,
      modes: charged,
      log: [],
      calls: [],
      now: start,
      elapsed: start,
      blockedUntil: 0n,
      isSteady: true,
      isPlain: true,
    }
    await stopClockAt(clients[0] as pg.ClientBase, start)
    await set(world, 'org', org)
    await set(world, 'key', key)
    for (const step of script) await take(world, step)
    const findings = judge(world.log)
    const isDay = (it: (typeof findings)[number]) => it.kind === 'exceeded' && 'day' in it.span
    expect(findings.filter((it) => world.isSteady || !isDay(it))).toEqual([])
  })
}

async function take(world: World, step: Step): Promise<void> {
  const [client] = world.clients as readonly [pg.ClientBase]
  giveUp(world)
  if (step.kind === 'burst') await burst(world, step)
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
    world.isSteady = false
    world.now -= BigInt(Math.round(step.seconds * 1_000_000))
    await stopClockAt(client, world.now)
  }
  if (world.isPlain && step.kind === 'burst') await compare(world)
}

/** Ends and asks at one instant, on connections of their own; no order among them is ours to say. */
async function burst(world: World, { asks, ends }: Step & { kind: 'burst' }): Promise<void> {
  const { calls, clients, endpoint } = world
  // Mostly such as nobody has settled yet.
  const unsettled = calls.filter(({ state }) => state !== 'settled')
  const ending = ends.flatMap(({ which, factor }) => {
    const among = which < 0.8 && unsettled.length > 0 ? unsettled : calls
    const call = among[Math.floor((which < 0.8 ? which / 0.8 : which) * among.length)]
    return call === undefined ? [] : [{ call, factor }]
  })
  const client = (n: number) => clients[n % clients.length] as pg.ClientBase
  const ended = Promise.all(
    ending.map(async ({ call, factor }, n) => {
      const times = (amount: number) => (factor === null ? null : Math.ceil(amount * factor))
      const [input, output, cost] = [times(call.ask.input), times(call.ask.output), times(call.ask.cost)]
      const outcome = await release(client(n), call.id, input, output, cost)
      return { call, factor, input, output, cost, outcome }
    }),
  )
  const asked = Promise.all(
    asks.map(async (ask, n) => ({ ask, grant: await acquire(client(ends.length + n), endpoint, ask) })),
  )
  const [settlements, grants] = [await ended, await asked]
  const settled = settlements.filter(({ outcome }) => outcome !== 'already_settled')
  for (const { call } of settled) {
    end(world, call)
    call.state = 'settled'
  }
  // Whether a debt was known to a grant of the same instant nobody can tell; what was given back may have been.
  for (const one of settled) settle(world, one, 'gives back')
  for (const { ask, grant } of grants) {
    if (grant === null) continue
    expect(world.now).toBeGreaterThanOrEqual(world.blockedUntil)
    calls.push({ ...grant, ask, at: world.elapsed, state: 'open' })
    world.log.push({
      kind: 'granted',
      at: world.elapsed,
      id: grant.id,
      scopes,
      costs: reserved(ask, world.modes),
    })
  }
  for (const one of settled) settle(world, one, 'owes')
}

interface Settlement {
  readonly call: Call
  readonly input: number | null
  readonly output: number | null
  readonly cost: number | null
  readonly outcome: string
}

/** Logs what a settlement gives back, or what it owes: of different dimensions it may do both. */
function settle(
  world: World,
  { call, input, output, cost, outcome }: Settlement,
  part: 'gives back' | 'owes',
): void {
  const asked = reserved(call.ask, world.modes)
  const isLate = outcome === 'expired'
  const estimate = costsOf(call.ask)
  const actual: Amounts =
    input === null || output === null || cost === null
      ? {}
      : costsOf({ ...call.ask, requests: call.ask.requests, input, output, cost })
  const costs: Record<string, number> = {}
  const from: Record<string, bigint> = {}
  for (const [dimension, charged = 0] of Object.entries(asked)) {
    const mode = modeOf(dimension, world.modes)
    const told = settledAmount(mode, charged, estimate[dimension] ?? 0, actual[dimension], isLate)
    // What has left the rings, or the day, is owed from now on, and of it nothing is given back.
    const isGone = dimension.startsWith('day_')
      ? dayOf(call.at, { dayIn }) !== dayOf(world.elapsed, { dayIn })
      : slotOf(call.at) < slotOf(world.elapsed) - 60n
    const due = isGone ? Math.max(told, charged) : told
    if (due > charged !== (part === 'owes')) continue
    costs[dimension] = due
    if (isGone || mode === 'actual_only') from[dimension] = world.elapsed
  }
  world.log.push({ kind: 'settled', at: world.elapsed, id: call.id, costs, from })
}

/** Who comes after the end of his time still owes what exceeds his estimate, and gets nothing back. */
function settledAmount(
  mode: Mode,
  charged: number,
  estimate: number,
  actual: number | undefined,
  isLate: boolean,
): number {
  if (mode === 'reserve_only') return charged
  if (mode === 'actual_only') return Math.max(charged, actual ?? estimate)
  return isLate ? Math.max(charged, actual ?? charged) : (actual ?? charged)
}

function modeOf(dimension: string, { tokens, input, output }: Modes): Mode {
  if (dimension === 'input_tokens') return input
  if (dimension === 'output_tokens') return output
  return dimension.endsWith('tokens') ? tokens : 'reserve_then_settle'
}

const slotOf = (at: bigint): bigint => (at * 60n) / window

function costsOf({ requests, input, output, cost }: Ask): Amounts {
  const tokens = input + output
  return {
    requests,
    input_tokens: input,
    output_tokens: output,
    tokens,
    day_requests: requests,
    day_tokens: tokens,
    day_cost: cost,
  }
}

/** What is charged when a call is granted. */
function reserved(ask: Ask, charged: Modes): Amounts {
  const amounts = Object.entries(costsOf(ask)).map(([dimension, amount]) => {
    return [dimension, modeOf(dimension, charged) === 'actual_only' ? 0 : amount]
  })
  return Object.fromEntries(amounts)
}

/** A reservation past its time counts no longer among the calls at the same time. */
function giveUp(world: World): void {
  for (const call of world.calls) if (call.state === 'open' && call.expiresAt <= world.now) end(world, call)
}

function end(world: World, call: Call): void {
  if (call.state !== 'open') return
  call.state = 'ended'
  world.log.push({ kind: 'ended', at: world.elapsed, id: call.id })
}

async function set(world: World, scope: Scope, limits: Limits): Promise<void> {
  await configure(world.clients[0] as pg.ClientBase, world.endpoint, scope, limits, world.modes)
  const { requests, tokens, input, output, concurrency, dayRequests, dayTokens, dayCost } = limits
  const named = {
    window: { requests, tokens, input_tokens: input, output_tokens: output },
    day: { day_requests: dayRequests, day_tokens: dayTokens, day_cost: dayCost },
  }
  const limitsOf = (each: Readonly<Record<string, number | null>>, span: Span): Limit[] =>
    Object.entries(each)
      // Only requests and tokens are counted where they are not limited.
      .filter(([dimension, most]) => most !== null || ['requests', 'tokens'].includes(dimension))
      .map(([dimension, most]) => {
        return { dimension, most, span, reserveOnly: modeOf(dimension, world.modes) === 'reserve_only' }
      })
  world.log.push({
    kind: 'configured',
    at: world.elapsed,
    scope,
    limits: [...limitsOf(named.window, { window }), ...limitsOf(named.day, { dayIn })],
    concurrency,
  })
}

/** To the unit: nothing was charged twice, given back twice, or lost. */
async function compare(world: World): Promise<void> {
  for (const { scope, levels } of await stored(world.clients[0] as pg.ClientBase, world.endpoint))
    for (const level of levels) world.log.push({ kind: 'level', at: world.elapsed, scope, ...level })
}
