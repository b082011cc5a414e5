import fc from 'fast-check'
import type pg from 'pg'
import { expect } from 'vitest'
import { judge } from '../../auditor/judge.ts'
import type { Entry } from '../../auditor/log.ts'
import { second, stopClockAt } from '../../support/micros.ts'
import { acquire, configure, type Grant, refuse, release, skewSeconds, stored } from './database.ts'
import { type Ask, type Limits, limits, type Scope, type Step, scopes, steps } from './steps.ts'

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
  readonly log: Entry[]
  readonly calls: Call[]
  /** By the limiter's clock, which may be set back; `elapsed` never is. */
  now: bigint
  elapsed: bigint
  /** No refusal is over before that, by the limiter's clock. */
  blockedUntil: bigint
  /** The clock was set back or limits came and went: then levels may hold more, and are compared no more. */
  isPlain: boolean
}

/** Calls in two scopes at once on several connections; judged by their log, and by what the rows hold. */
export function scopesProperty(clients: readonly pg.ClientBase[]) {
  let endpoints = 0
  return fc.asyncProperty(limits, limits, steps, async (org, key, script) => {
    endpoints += 1
    const world: World = {
      clients,
      endpoint: `s${endpoints}`,
      log: [],
      calls: [],
      now: start,
      elapsed: 0n,
      blockedUntil: 0n,
      isPlain: true,
    }
    await stopClockAt(clients[0] as pg.ClientBase, start)
    await set(world, 'org', org)
    await set(world, 'key', key)
    for (const step of script) await take(world, step)
    expect(judge(world.log)).toEqual([])
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
    world.now -= BigInt(Math.round(step.seconds * 1_000_000))
    await stopClockAt(client, world.now)
  }
  if (world.isPlain && step.kind === 'burst') await compare(world)
}

/** Ends and asks at one instant, on connections of their own; no order among them is ours to say. */
async function burst(world: World, { asks, ends }: Step & { kind: 'burst' }): Promise<void> {
  const { calls, clients, endpoint } = world
  const ending = ends.flatMap(({ which, factor }) => {
    const call = calls[Math.floor(which * calls.length)]
    return call === undefined ? [] : [{ call, factor }]
  })
  const client = (n: number) => clients[n % clients.length] as pg.ClientBase
  const ended = Promise.all(
    ending.map(async ({ call, factor }, n) => {
      const times = (amount: number) => (factor === null ? null : Math.ceil(amount * factor))
      const [input, output] = [times(call.ask.input), times(call.ask.output)]
      return { call, factor, input, output, outcome: await release(client(n), call.id, input, output) }
    }),
  )
  const asked = Promise.all(
    asks.map(async (ask, n) => ({ ask, grant: await acquire(client(ends.length + n), endpoint, ask) })),
  )
  // Whether a debt was known to a grant of the same instant nobody can tell; what was given back may have been.
  const owes = ({ factor }: { readonly factor: number | null }) => (factor ?? 1) > 1
  const [settled, grants] = [await ended, await asked]
  for (const { call, outcome } of settled) if (outcome !== 'already_settled') end(world, call)
  for (const one of settled) if (!owes(one)) settle(world, one)
  for (const { ask, grant } of grants) {
    if (grant === null) continue
    expect(world.now).toBeGreaterThanOrEqual(world.blockedUntil)
    calls.push({ ...grant, ask, at: world.elapsed, state: 'open' })
    world.log.push({ kind: 'granted', at: world.elapsed, id: grant.id, scopes, costs: costsOf(ask) })
  }
  for (const one of settled) if (owes(one)) settle(world, one)
}

function settle(
  world: World,
  one: {
    readonly call: Call
    readonly input: number | null
    readonly output: number | null
    readonly outcome: string
  },
): void {
  const { call, outcome } = one
  if (outcome === 'already_settled') return
  const actual = { input: one.input ?? call.ask.input, output: one.output ?? call.ask.output }
  // Who comes after the end of his time still owes what exceeds his estimate, and gets nothing back.
  const least = outcome === 'expired' ? call.ask : { input: 0, output: 0 }
  const input = Math.max(actual.input, least.input)
  const output = Math.max(actual.output, least.output)
  const settled = costsOf({ ...call.ask, input, output })
  end(world, call)
  call.state = 'settled'
  // What has left the rings is owed from now on, and of it nothing is given back either.
  const isGone = slotOf(start + call.at) < slotOf(start + world.elapsed) - 60n
  const asked = costsOf(call.ask)
  const costs = isGone
    ? {
        requests: settled.requests,
        input_tokens: Math.max(settled.input_tokens, asked.input_tokens),
        output_tokens: Math.max(settled.output_tokens, asked.output_tokens),
        tokens: Math.max(settled.tokens, asked.tokens),
      }
    : settled
  const from = isGone ? { from: world.elapsed } : {}
  world.log.push({ kind: 'settled', at: world.elapsed, id: call.id, costs, ...from })
}

const slotOf = (at: bigint): bigint => (at * 60n) / window

function costsOf({ requests, input, output }: Ask) {
  return { requests, input_tokens: input, output_tokens: output, tokens: input + output }
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
  await configure(world.clients[0] as pg.ClientBase, world.endpoint, scope, limits)
  const { requests, tokens, input, output, concurrency } = limits
  const named = { requests, tokens, input_tokens: input, output_tokens: output }
  world.log.push({
    kind: 'configured',
    at: world.elapsed,
    scope,
    limits: Object.entries(named).map(([dimension, most]) => ({ dimension, most, span: { window } })),
    concurrency,
  })
}

/** To the unit: nothing was charged twice, given back twice, or lost. Only what is limited is counted. */
async function compare(world: World): Promise<void> {
  for (const { scope, since, levels } of await stored(world.clients[0] as pg.ClientBase, world.endpoint)) {
    for (const [dimension, level] of Object.entries(levels))
      world.log.push({
        kind: 'level',
        at: world.elapsed,
        scope,
        dimension,
        since: since - (world.now - world.elapsed),
        level,
      })
  }
}
