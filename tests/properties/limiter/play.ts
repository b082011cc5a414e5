import type pg from 'pg'
import { expect } from 'vitest'
import { judge as judgeLog } from '../../auditor/judge.ts'
import type { Entry } from '../../auditor/log.ts'
import { type Cost, configured, granted, settled } from '../../auditor/single.ts'
import { second, stopClockAt } from '../../support/micros.ts'
import { type Answer, acquire, configure, release, stored, wouldGrant } from './database.ts'
import { promised, type Settings, span } from './limits.ts'
import { charge, emptyRing, held, type Ring, respan, slid, slotOf, slotStart } from './ring.ts'
import type { Actual, Amount, Step } from './steps.ts'

interface Grant {
  readonly id: string
  readonly at: bigint
  readonly expiresAt: bigint
  readonly asked: Cost
  state: 'open' | 'expired' | 'settled'
  charged: Cost
}

/**
 * One endpoint, the clock, and what should be true of them. `now` is what the database's clock shows; `elapsed`
 * never falls: a clock that steps back is a clock that was put right, not time undone.
 */
export interface World {
  readonly client: pg.ClientBase
  readonly endpoint: string
  settings: Settings
  now: bigint
  elapsed: bigint
  ring: Ring
  inFlight: number
  readonly grants: Grant[]
  readonly log: Entry[]
}

export async function begin(
  client: pg.ClientBase,
  endpoint: string,
  settings: Settings,
  now: bigint,
): Promise<World> {
  await stopClockAt(client, now)
  await configure(client, endpoint, settings)
  const log = [configured(0n, promised(settings))]
  const ring = emptyRing(span(settings))
  return { client, endpoint, settings, now, elapsed: 0n, ring, inFlight: 0, grants: [], log }
}

/** Takes one step in the database and in the model, and compares the two. */
export async function take(world: World, step: Step): Promise<void> {
  if (step.kind === 'acquire') await takeCapacity(world, step)
  if (step.kind === 'release') await giveBack(world, step)
  if (step.kind === 'wait') await passTo(world, world.now + part(span(world.settings), step.fraction))
  if (step.kind === 'waitForBorder') {
    const border = slotStart(world.ring, slotOf(world.ring, world.now) + BigInt(step.slots))
    await passTo(world, border + BigInt(step.offset))
  }
  if (step.kind === 'clockBack') await setBack(world, part(span(world.settings), step.fraction))
  if (step.kind === 'set') await change(world, step.settings)
  if (step.kind === 'tick') {
    await world.client.query('select from headgate.tick()')
    expire(world)
  }
  await compare(world)
}

/** No window held too much, by the log alone. */
export function judge(world: World): void {
  expect(judgeLog(world.log)).toEqual([])
}

async function takeCapacity(world: World, step: Step & { kind: 'acquire' }): Promise<void> {
  const { client, endpoint, settings } = world
  const cost = {
    requests: Math.min(sized(step.requests, settings.requests), 1_000_000),
    tokens: sized(step.tokens, settings.tokens),
  }
  const answer = await acquire(client, endpoint, cost, step.ttlSeconds)
  if (exceeds(cost.requests, settings.requests) || exceeds(cost.tokens, settings.tokens)) {
    expect(answer).toBe('too large')
    return
  }
  if (settings.concurrency !== null && world.inFlight >= settings.concurrency) expire(world)
  const blockedBy = refusal(world, cost)
  expect(answer).toMatchObject({ granted: blockedBy === null, blockedBy })
  if (answer === 'too large') return
  if (answer.granted) note(world, answer, cost)
  else await expectHonestRetry(world, answer, cost)
}

function note(world: World, { id, expiresAt }: Answer, asked: Cost): void {
  if (id === null || expiresAt === null) throw new Error('granted without a reservation')
  world.log.push(granted(world.elapsed, id, asked))
  world.grants.push({ id, at: world.now, expiresAt, asked, state: 'open', charged: asked })
  world.ring = charge(slid(world.ring, world.now), world.now, asked)
  world.inFlight += 1
}

/** At retry_at the same request is granted, a microsecond before it is not; nothing else happening. */
async function expectHonestRetry(world: World, { retryAt, blockedBy }: Answer, cost: Cost): Promise<void> {
  expect(retryAt).not.toBeNull()
  if (retryAt === null) return
  expect(retryAt > world.now).toBe(true)
  const full = world.settings.concurrency !== null && world.inFlight >= world.settings.concurrency
  if (blockedBy === 'concurrency' || full) return
  const at = await wouldGrant(world.client, world.endpoint, cost, retryAt)
  const before = await wouldGrant(world.client, world.endpoint, cost, retryAt - 1n)
  expect({ before, at }).toEqual({ before: false, at: true })
}

async function giveBack(world: World, step: Step & { kind: 'release' }): Promise<void> {
  const grant = world.grants[Math.floor(step.which * world.grants.length)]
  if (!grant) return
  const tokens = times(grant.asked.tokens, step.tokens)
  const requests = times(grant.asked.requests, step.requests)
  const outcome = await release(world.client, grant.id, tokens, requests, !step.isPartial)
  const actual = { tokens: tokens ?? grant.charged.tokens, requests: requests ?? grant.charged.requests }
  if (grant.state === 'settled') {
    const same = actual.tokens === grant.charged.tokens && actual.requests === grant.charged.requests
    expect(outcome).toBe(same ? 'already_settled' : 'settled otherwise')
    return
  }
  if (grant.state === 'open' && step.isPartial) {
    expect(outcome).toBe('adjusted')
    chargeAlso(world, grant, most(grant.charged, actual))
    return
  }
  expect(outcome).toBe(grant.state === 'open' ? 'settled' : 'expired')
  settle(world, grant, actual)
}

/** From now on the grant is charged so much, in the slot in which it was made. */
function chargeAlso(world: World, grant: Grant, cost: Cost): void {
  const { requests, tokens } = grant.charged
  const delta = { requests: cost.requests - requests, tokens: cost.tokens - tokens }
  world.ring = charge(slid(world.ring, world.now), grant.at, delta)
  grant.charged = cost
}

function most(one: Cost, other: Cost): Cost {
  return {
    requests: Math.max(one.requests, other.requests),
    tokens: Math.max(one.tokens, other.tokens),
  }
}

function settle(world: World, grant: Grant, actual: Cost): void {
  const isLate = grant.state === 'expired'
  chargeAlso(world, grant, isLate ? most(grant.charged, actual) : actual)
  if (!isLate) end(world, grant)
  grant.state = 'settled'
  world.log.push(settled(world.elapsed, grant.id, grant.charged))
}

/** An expired reservation keeps its charge and loses its place. */
function expire(world: World): void {
  for (const grant of world.grants) {
    if (grant.state !== 'open' || grant.expiresAt > world.now) continue
    grant.state = 'expired'
    end(world, grant)
  }
}

function end(world: World, { id }: Grant): void {
  world.inFlight -= 1
  world.log.push({ kind: 'ended', at: world.elapsed, id })
}

async function passTo(world: World, instant: bigint): Promise<void> {
  if (instant < world.now) return
  world.elapsed += instant - world.now
  world.now = instant
  await stopClockAt(world.client, world.now)
}

async function setBack(world: World, by: bigint): Promise<void> {
  world.now -= by
  await stopClockAt(world.client, world.now)
}

async function change(world: World, settings: Settings): Promise<void> {
  await configure(world.client, world.endpoint, settings)
  const same = JSON.stringify(settings) === JSON.stringify(world.settings)
  if (!same) world.ring = respan(slid(world.ring, world.now), span(settings), world.now)
  world.settings = settings
  world.log.push(configured(world.elapsed, promised(settings)))
}

/** What the row holds is the sum of the charges still inside, and its places are the calls still open. */
async function compare(world: World): Promise<void> {
  const row = await stored(world.client, world.endpoint)
  const ring = slid(world.ring, world.now)
  const inside = (slots: readonly number[]) =>
    slots.filter((_, n) => row.slot - 60n + BigInt(n) > ring.newest - 61n).reduce((sum, n) => sum + n, 0)
  expect({ requests: inside(row.requestSlots), tokens: inside(row.tokenSlots) }).toEqual(held(ring))
  expect(row.inFlight).toBe(world.inFlight)
}

function refusal(world: World, cost: Cost): string | null {
  const taken = held(slid(world.ring, world.now))
  const { requests, tokens, concurrency } = world.settings
  if (exceeds(taken.requests + cost.requests, requests)) return 'requests'
  if (exceeds(taken.tokens + cost.tokens, tokens)) return 'tokens'
  return concurrency !== null && world.inFlight >= concurrency ? 'concurrency' : null
}

function exceeds(amount: number, limit: number | null): boolean {
  return limit !== null && amount > limit
}

function sized(amount: Amount, limit: number | null): number {
  return 'units' in amount ? amount.units : Math.ceil(amount.fraction * (limit ?? 50))
}

function times(estimate: number, factor: Actual): number | null {
  return factor === undefined ? null : Math.min(Math.ceil(estimate * factor), 1_000_000)
}

function part(whole: bigint, fraction: number): bigint {
  return (whole * BigInt(Math.round(fraction * 1_000_000))) / second
}
