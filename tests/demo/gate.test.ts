import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DemoError } from '../../demo/errors.ts'
import { type Call, createGate } from '../../demo/provider/gate.ts'
import { checkProviderLimits, type ProviderLimits, windowShare } from '../../demo/provider/limits.ts'
import { type Fact, violations } from './audit-log.ts'

const generous: ProviderLimits = {
  requestsPerMinute: 1_000_000,
  tokensPerMinute: 1_000_000_000,
  shortWindowSeconds: 60,
  concurrency: 10_000,
}

function gateAt(limits: Partial<ProviderLimits>) {
  const clock = { now: 0 }
  const gate = createGate({ ...generous, ...limits }, () => clock.now)
  return { clock, gate }
}

function admitMany(gate: ReturnType<typeof createGate>, count: number, tokens = 1): number {
  return Array.from({ length: count }, () => gate.admit(tokens)).filter((one) => one.admitted).length
}

describe('the provider’s gate', () => {
  test('admits the share of a short window, and not one call more', () => {
    const { gate } = gateAt({ requestsPerMinute: 600, shortWindowSeconds: 6 })
    expect(admitMany(gate, 100)).toBe(60)
    expect(gate.admit(1)).toMatchObject({ admitted: false, limit: 'requests_per_window' })
  })

  test('counts a call for the whole closed window, and frees it just after', () => {
    const { gate, clock } = gateAt({ requestsPerMinute: 60, shortWindowSeconds: 1 })
    expect(gate.admit(1).admitted).toBe(true)
    clock.now = 1000
    expect(gate.admit(1).admitted).toBe(false)
    clock.now = 1001
    expect(gate.admit(1).admitted).toBe(true)
  })

  test('gives a retry time at which the call is indeed admitted, and before which it is not', () => {
    const { gate, clock } = gateAt({ requestsPerMinute: 60, shortWindowSeconds: 2 })
    gate.admit(1)
    clock.now = 700
    gate.admit(1)
    const refused = gate.admit(1)
    if (refused.admitted) throw new Error('admitted past the limit')
    clock.now = 700 + refused.retryAfterMs - 1
    expect(gate.admit(1).admitted).toBe(false)
    clock.now = 700 + refused.retryAfterMs
    expect(gate.admit(1).admitted).toBe(true)
  })

  test('holds the minute even where its windows would allow more', () => {
    const { gate, clock } = gateAt({ requestsPerMinute: 120, shortWindowSeconds: 7 })
    let admitted = 0
    for (clock.now = 0; clock.now <= 60_000; clock.now += 100) admitted += admitMany(gate, 20)
    expect(admitted).toBe(120)
    clock.now = 60_000
    expect(gate.admit(1)).toMatchObject({ admitted: false, limit: 'requests_per_minute' })
  })

  test('charges what a call reserves until it ends, and what it used from then on', () => {
    const { gate } = gateAt({ tokensPerMinute: 1000 })
    const first = gate.admit(900)
    expect(gate.admit(200)).toMatchObject({ admitted: false, limit: 'tokens_per_window' })
    if (first.admitted) gate.finish(first.call, 300)
    expect(gate.load().tokens_per_window).toBe(300)
    expect(gate.admit(700).admitted).toBe(true)
    expect(gate.admit(1).admitted).toBe(false)
  })

  test('refuses a call over the concurrency until another ends, once for each end', () => {
    const { gate } = gateAt({ concurrency: 2 })
    const [first] = [gate.admit(1), gate.admit(1)]
    expect(gate.admit(1)).toMatchObject({ admitted: false, limit: 'concurrency' })
    if (first?.admitted) {
      gate.finish(first.call, 1)
      gate.finish(first.call, 1)
    }
    expect(admitMany(gate, 2)).toBe(1)
    expect(gate.peaks.concurrency).toBe(2)
  })

  test('a refused call charges nothing', () => {
    const { gate } = gateAt({ requestsPerMinute: 60, shortWindowSeconds: 1 })
    admitMany(gate, 10)
    expect(gate.calls).toHaveLength(1)
    expect(gate.load()).toMatchObject({ requests_per_window: 1, requests_per_minute: 1, concurrency: 1 })
  })

  test('no window ever holds too much, whatever comes when', () => {
    const step = fc.record({
      pause: fc.nat(900),
      tokens: fc.integer({ min: 1, max: 60 }),
      ends: fc.boolean(),
    })
    const limits = { requestsPerMinute: 120, tokensPerMinute: 3000, shortWindowSeconds: 3, concurrency: 5 }
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 120 }), (steps) => {
        const { facts, mostRunning } = play(limits, steps)
        const { seconds, requests, tokens } = windowShare(limits)
        expect(violations(facts, { windowMs: seconds * 1000, requests, tokens })).toEqual([])
        expect(violations(facts, { windowMs: 60_000, requests: 120, tokens: 3000 })).toEqual([])
        expect(mostRunning).toBeLessThanOrEqual(5)
      }),
    )
  })

  test('the check that judges it does see a window that holds too much', () => {
    const facts = [0, 400, 999].map((at, call) => ({ at, call, charged: 10 }))
    expect(violations(facts, { windowMs: 1000, requests: 2, tokens: 100 })).toEqual(['3 requests up to 999'])
    expect(violations(facts, { windowMs: 1000, requests: 9, tokens: 25 })).toEqual(['30 tokens up to 999'])
  })
})

type Step = { readonly pause: number; readonly tokens: number; readonly ends: boolean }

function play(limits: ProviderLimits, steps: readonly Step[]): { facts: Fact[]; mostRunning: number } {
  const { gate, clock } = gateAt(limits)
  const facts: Fact[] = []
  const running: { readonly call: Call; readonly number: number }[] = []
  let mostRunning = 0
  for (const [number, step] of steps.entries()) {
    clock.now += step.pause
    const ended = step.ends ? running.shift() : undefined
    if (ended !== undefined) {
      const charged = Math.ceil(ended.call.reserved / 2)
      gate.finish(ended.call, charged)
      facts.push({ at: clock.now, call: ended.number, charged })
    }
    const admission = gate.admit(step.tokens)
    if (!admission.admitted) continue
    running.push({ call: admission.call, number })
    facts.push({ at: clock.now, call: number, charged: step.tokens })
    mostRunning = Math.max(mostRunning, running.length)
  }
  return { facts, mostRunning }
}

describe('limits that make no sense', () => {
  test.each([
    ['requestsPerMinute', { requestsPerMinute: 0 }],
    ['tokensPerMinute', { tokensPerMinute: 1.5 }],
    ['concurrency', { concurrency: -1 }],
    ['shortWindowSeconds', { shortWindowSeconds: 0 }],
    ['shortWindowSeconds', { requestsPerMinute: 5, shortWindowSeconds: 6 }],
  ])('are refused by name: %s', (name, wrong) => {
    const check = () => checkProviderLimits({ ...generous, ...wrong })
    expect(check).toThrow(DemoError)
    expect(check).toThrow(name)
  })
})
