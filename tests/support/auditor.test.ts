import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { audit, type Entry, type Limits } from './auditor.ts'

const second = 1_000_000n
const tenAMinute: Limits = { window: 60n * second, requests: 10, tokens: 1000, concurrency: null }

function granted(at: bigint, requests = 1, tokens = 0): Entry {
  return { kind: 'granted', at, id: `${at}`, cost: { requests, tokens } }
}

function journal(entries: readonly Entry[], limits = tenAMinute): Entry[] {
  return [{ kind: 'limits', at: 0n, limits }, ...entries]
}

function burst(at: bigint, count: number): Entry[] {
  return Array.from({ length: count }, (_, n) => ({
    kind: 'granted',
    at,
    id: `${at}-${n}`,
    cost: { requests: 1, tokens: 0 },
  }))
}

describe('the auditor', () => {
  test('finds nothing in a full window followed by another', () => {
    expect(audit(journal([...burst(0n, 10), ...burst(60n * second, 10)]))).toEqual([])
  })

  test('finds two grants closer than the window by one microsecond', () => {
    const limits = { ...tenAMinute, requests: 1 }
    expect(audit(journal([granted(0n), granted(60n * second - 1n)], limits))).toHaveLength(1)
    expect(audit(journal([granted(0n), granted(60n * second)], limits))).toEqual([])
  })

  test('convicts a fixed window, which lets twice the limit through around its border', () => {
    const fixedWindow = [...burst(59n * second, 10), ...burst(61n * second, 10)]
    expect(audit(journal(fixedWindow)).at(-1)).toEqual({
      dimension: 'requests',
      after: second,
      until: 61n * second,
      limit: 10,
      used: 20,
    })
  })

  test('convicts sixteen callers who all read nine before any of them wrote', () => {
    expect(audit(journal([...burst(0n, 9), ...burst(second, 16)])).at(-1)).toMatchObject({ used: 25 })
  })

  test('convicts a refund that was given twice: 1,000 taken, 600 given back twice, 1,000 more let in', () => {
    const entries = [granted(0n, 1, 400), granted(second, 1, 1000)]
    expect(audit(journal(entries))).toMatchObject([{ dimension: 'tokens', limit: 1000, used: 1400 }])
  })

  test('does not blame the limiter for what a call cost beyond its estimate, and for nothing else', () => {
    const overrun = { requests: 0, tokens: 500 }
    const late: Entry = { kind: 'granted', at: 0n, id: 'a', cost: { requests: 1, tokens: 1400 }, overrun }
    expect(audit(journal([late]))).toEqual([])
    expect(audit(journal([late, granted(second, 1, 100)]))).toEqual([])
    expect(audit(journal([late, granted(second, 1, 101)]))).toMatchObject([{ used: 1001 }])
  })

  test('counts calls that overlap, in the order of the journal', () => {
    const limits = { ...tenAMinute, concurrency: 1 }
    const ended: Entry = { kind: 'ended', at: second, id: '0' }
    expect(audit(journal([granted(0n), ended, granted(second)], limits))).toEqual([])
    expect(audit(journal([granted(0n), granted(second), ended], limits))).toMatchObject([
      { dimension: 'concurrency', used: 2 },
    ])
  })

  test('holds each grant to the limits under which it was made', () => {
    const lower: Entry = { kind: 'limits', at: second, limits: { ...tenAMinute, requests: 5 } }
    expect(audit(journal([...burst(0n, 10), lower]))).toEqual([])
    expect(audit(journal([...burst(0n, 10), lower, granted(2n * second)]))).toMatchObject([{ limit: 5 }])
  })

  test('lets what had left a shorter window stay forgotten when the window grows', () => {
    const longer: Entry = {
      kind: 'limits',
      at: 90n * second,
      limits: { ...tenAMinute, window: 3600n * second },
    }
    expect(audit(journal([...burst(0n, 10), longer, ...burst(91n * second, 10)]))).toEqual([])
    expect(audit(journal([...burst(40n * second, 10), longer, granted(91n * second)]))).toHaveLength(1)
  })

  test('refuses a journal whose times fall, or that says nothing of limits', () => {
    expect(() => audit(journal([granted(second), granted(0n)]))).toThrow('back in time')
    expect(() => audit([granted(0n)])).toThrow('begin with limits')
  })

  test('agrees with counting every window one by one', () => {
    const grants = fc.array(fc.tuple(fc.nat(200), fc.integer({ min: 1, max: 4 })), { maxLength: 40 })
    fc.assert(
      fc.property(
        grants,
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 12 }),
        (log, window, limit) => {
          const sorted = log.toSorted(([a], [b]) => a - b)
          const limits = { window: BigInt(window), requests: limit, tokens: null, concurrency: null }
          const found = audit(
            journal(
              sorted.map(([at, cost]) => granted(BigInt(at), cost)),
              limits,
            ),
          )
          const starts = Array.from({ length: 260 }, (_, start) => start - 55)
          const inside = (start: number) => sorted.filter(([at]) => at > start && at <= start + window)
          const over = starts.some((start) => inside(start).reduce((sum, [, cost]) => sum + cost, 0) > limit)
          expect(found.length > 0).toBe(over)
        },
      ),
    )
  })
})
