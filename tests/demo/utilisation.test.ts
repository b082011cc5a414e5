import { describe, expect, test } from 'vitest'
import type { ProviderLimits } from '../../demo/provider/limits.ts'
import { utilisation } from '../../demo/provider/utilisation.ts'

const limits: ProviderLimits = {
  requestsPerMinute: 600,
  tokensPerMinute: 600_000,
  shortWindowSeconds: 6,
  concurrency: 100,
}

function callsAt(times: readonly number[], tokens = 1, runsFor = 10) {
  return times.map((at) => ({ at, finished_at: at + runsFor, tokens, request_id: null }))
}

function bursts(count: number, periodMs: number): number[] {
  return Array.from({ length: count * 60 }, (_, index) => Math.floor(index / 60) * periodMs + (index % 60))
}

describe('utilisation', () => {
  test('is 1 where each window’s allowance is taken as soon as it may be', () => {
    expect(utilisation(callsAt(bursts(5, 6000)), limits, 60_000)).toEqual({ limit: 'requests', share: 1 })
  })

  test('is what is left where every window comes a little late', () => {
    const measured = utilisation(callsAt(bursts(6, 6300)), limits, 60_000)
    expect(measured?.share).toBeCloseTo(6000 / 6300, 6)
  })

  test('is the same for an even flow as for bursts', () => {
    const even = Array.from({ length: 400 }, (_, index) => index * 105)
    expect(utilisation(callsAt(even), limits, 60_000)?.share).toBeCloseTo(100 / 105, 6)
  })

  test('sees a stall in the warm period', () => {
    const stalled = bursts(6, 6000).map((at) => (at > 15_000 ? at + 12_000 : at))
    expect(utilisation(callsAt(stalled), limits, 90_000)?.share).toBeCloseTo(4 / 6, 2)
  })

  test('leaves out what came after the last job had left the line', () => {
    const tail = [...bursts(4, 6000), ...bursts(2, 6000).map((at) => at + 600_000)]
    expect(utilisation(callsAt(tail), limits, 24_000)?.share).toBe(1)
  })

  test('names tokens where they are what holds the rest back', () => {
    const heavy = Array.from({ length: 60 }, (_, index) => index * 1000)
    expect(utilisation(callsAt(heavy, 10_000), limits, 60_000)).toMatchObject({ limit: 'tokens' })
  })

  test('names concurrency where calls are few and long', () => {
    const long = Array.from({ length: 10 }, (_, index) => index * 1000)
    const measured = utilisation(callsAt(long, 1, 2000), { ...limits, concurrency: 2 }, 10_000)
    expect(measured).toEqual({ limit: 'concurrency', share: 1 })
  })

  test('is unknown for a run that never got warm', () => {
    expect(utilisation(callsAt([0, 1, 2]), limits, 60_000)).toBeNull()
    expect(utilisation([], limits, 60_000)).toBeNull()
  })
})
