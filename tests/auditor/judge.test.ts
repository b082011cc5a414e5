import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Moment, play } from './crowd.ts'
import { judge } from './judge.ts'
import { fixedWindow, fullBucket, honest, readsThenWrites, refundsTwice } from './limiters.ts'
import type { Amounts, Entry, Finding, Limit } from './log.ts'

const second = 1_000_000n
const rule = { window: 60n * second, most: 1000 }
const moments: fc.Arbitrary<Moment[]> = fc.array(
  fc.record({
    wait: fc.oneof(fc.integer({ min: 0, max: 70_000_000 }), fc.constantFrom(0, 1, 59_999_999, 60_000_000)),
    asked: fc.array(fc.oneof(fc.integer({ min: 0, max: 1000 }), fc.constantFrom(0, 300, 1000)), {
      maxLength: 6,
    }),
    ended: fc.array(fc.constantFrom(0, 0.4, 1, 1.7), { maxLength: 4 }),
  }),
  { minLength: 1, maxLength: 40, size: 'max' },
)

/** The kinds of findings that a limiter draws in any of many runs. */
function drawn(make: typeof honest): Set<Finding['kind']> {
  const kinds = new Set<Finding['kind']>()
  for (const script of fc.sample(moments, { numRuns: 200, seed: 7 }))
    for (const { kind } of judge(play(make(rule), rule, script))) kinds.add(kind)
  return kinds
}

describe('the auditor', () => {
  test('finds nothing in a limiter that keeps a log', () => {
    expect(drawn(honest)).toEqual(new Set())
  })

  test.each([
    [fixedWindow, ['exceeded', 'forgotten']],
    [readsThenWrites, ['exceeded']],
    [refundsTwice, ['exceeded', 'not conserved']],
    [fullBucket, ['exceeded', 'not conserved']],
  ])('convicts %o', (make, kinds) => {
    expect(drawn(make)).toEqual(new Set(kinds))
  })
})

const minute: Limit = { dimension: 'requests', most: 10, span: { window: 60n * second } }

function configured(
  limits: readonly Limit[],
  more: { at?: bigint; scope?: string; concurrency?: number } = {},
): Entry {
  return { kind: 'configured', at: 0n, scope: 'org', limits, ...more }
}

function granted(at: bigint, costs: Amounts, id = `${at}`, scopes = ['org']): Entry {
  return { kind: 'granted', at, id, scopes, costs }
}

describe('a window of any alignment', () => {
  test('holds what is granted within it, and not what lies a window before', () => {
    const log = [configured([minute]), granted(0n, { requests: 10 })]
    expect(judge([...log, granted(60n * second, { requests: 10 })])).toEqual([])
    expect(judge([...log, granted(60n * second - 1n, { requests: 1 })])).toEqual([
      {
        kind: 'exceeded',
        scope: 'org',
        dimension: 'requests',
        span: { after: -1n, until: 60n * second - 1n },
        limit: 10,
        used: 11,
      },
    ])
  })

  test('is judged for each scope and each dimension by itself', () => {
    const tokens: Limit = { dimension: 'tokens', most: 100, span: { window: second } }
    const log = [
      configured([minute, tokens]),
      configured([{ ...minute, most: 1 }], { scope: 'key' }),
      granted(0n, { requests: 1, tokens: 60 }, 'a', ['org', 'key']),
      granted(1n, { requests: 1, tokens: 60 }, 'b', ['org', 'key']),
    ]
    expect(judge(log)).toMatchObject([
      { scope: 'org', dimension: 'tokens', used: 120 },
      { scope: 'key', dimension: 'requests', used: 2 },
    ])
  })

  test('counts a call at what was asked for until it is settled, and then at what it cost', () => {
    const tokens: Limit = { dimension: 'tokens', most: 100, span: { window: 60n * second } }
    const log = [configured([tokens]), granted(0n, { tokens: 60 }, 'a')]
    const more = granted(2n, { tokens: 50 }, 'b')
    const settled = (cost: number): Entry => ({ kind: 'settled', at: 1n, id: 'a', costs: { tokens: cost } })
    expect(judge([...log, more])).toMatchObject([{ used: 110 }])
    expect(judge([...log, settled(50), more])).toEqual([])
    expect(judge([...log, settled(500)])).toEqual([])
    expect(judge([...log, settled(500), more])).toMatchObject([{ used: 550 }])
    expect(
      judge([configured([{ ...tokens, reserveOnly: true }]), ...log.slice(1), settled(1), more]),
    ).toMatchObject([{ used: 110 }])
  })

  test('takes a settlement in parts, each for other dimensions', () => {
    const limits: Limit[] = ['tokens', 'requests'].map((dimension) => {
      return { dimension, most: 2, span: { window: 60n * second } }
    })
    const back: Entry = { kind: 'settled', at: 1n, id: 'a', costs: { tokens: 0 } }
    const owed: Entry = { kind: 'settled', at: 1n, id: 'a', costs: { requests: 3 } }
    const log = [configured(limits), granted(0n, { tokens: 2, requests: 1 }, 'a')]
    const more = granted(1n, { tokens: 2, requests: 1 }, 'b')
    expect(judge([...log, back, more, owed])).toEqual([])
    expect(judge([...log, back, owed, more])).toMatchObject([{ dimension: 'requests', used: 4 }])
    expect(judge([...log, more, back, owed])).toMatchObject([{ dimension: 'tokens', used: 4 }])
  })

  test('is exceeded in several dimensions at once', () => {
    const tokens: Limit = { ...minute, dimension: 'tokens' }
    const log = [configured([minute, tokens]), granted(0n, { requests: 11, tokens: 12 })]
    expect(judge(log)).toMatchObject([
      { dimension: 'requests', used: 11 },
      { dimension: 'tokens', used: 12 },
    ])
  })

  test('is not exceeded by what costs nothing of it, nor where there is no limit', () => {
    const full = [configured([{ ...minute, most: 1 }]), granted(0n, { requests: 1 }, 'a')]
    expect(judge([...full, granted(1n, {}, 'b'), granted(1n, { requests: 0 }, 'c')])).toEqual([])
    const debt: Entry = { kind: 'settled', at: 1n, id: 'a', costs: { requests: 9 } }
    expect(judge([...full, debt, granted(2n, { requests: 0 }, 'b')])).toEqual([])
    expect(judge([...full, granted(1n, {}, 'b'), granted(2n, { requests: 1 }, 'c')])).toMatchObject([
      { used: 2 },
    ])
    expect(judge([configured([{ ...minute, most: null }]), granted(0n, { requests: 5 })])).toEqual([])
  })

  test('gives back in every scope what was taken in it, and keeps what is not reported', () => {
    const tokens: Limit = { dimension: 'tokens', most: 100, span: { window: 60n * second } }
    const both = ['org', 'key']
    const log = [
      configured([tokens, minute]),
      configured([tokens, minute], { scope: 'key' }),
      granted(0n, { tokens: 60, requests: 10 }, 'a', both),
    ]
    const settled: Entry = { kind: 'settled', at: 1n, id: 'a', costs: { tokens: 10 } }
    expect(judge([...log, settled, granted(2n, { tokens: 90 }, 'b', both)])).toEqual([])
    expect(judge([...log, settled, granted(2n, { requests: 1 }, 'b', both)])).toMatchObject([
      { scope: 'org', used: 11 },
      { scope: 'key', used: 11 },
    ])
  })

  test('is that of the limits under which the grant was made', () => {
    const log = [
      configured([minute]),
      granted(0n, { requests: 10 }),
      configured([{ ...minute, most: 5 }], { at: second }),
    ]
    expect(judge(log)).toEqual([])
    expect(judge([...log, granted(2n * second, { requests: 1 })])).toMatchObject([{ limit: 5, used: 11 }])
  })

  test('that grows does not bring back what had left it', () => {
    const hour = configured([{ ...minute, span: { window: 3600n * second } }], { at: 90n * second })
    const full = (at: bigint) => granted(at, { requests: 10 })
    expect(judge([configured([minute]), full(0n), hour, full(91n * second)])).toEqual([])
    expect(judge([configured([minute]), full(40n * second), hour, full(101n * second)])).toHaveLength(1)
  })

  test('agrees with counting every window one by one', () => {
    const grants = fc.array(fc.tuple(fc.nat(200), fc.integer({ min: 1, max: 4 })), { maxLength: 40 })
    fc.assert(
      fc.property(
        grants,
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 12 }),
        (all, window, most) => {
          const sorted = all.toSorted(([a], [b]) => a - b)
          const limit = { ...minute, most, span: { window: BigInt(window) } }
          const found = judge([
            configured([limit]),
            ...sorted.map(([at, requests], n) => granted(BigInt(at), { requests }, `${n}`)),
          ])
          const starts = Array.from({ length: 260 }, (_, start) => start - 55)
          const inside = (start: number) => sorted.filter(([at]) => at > start && at <= start + window)
          const over = starts.some((start) => inside(start).reduce((sum, [, cost]) => sum + cost, 0) > most)
          expect(found.length > 0).toBe(over)
        },
      ),
    )
  })
})

describe('a day', () => {
  const day = (dayIn: string): Limit => ({ dimension: 'tokens', most: 100, span: { dayIn } })
  const at = (text: string) => BigInt(Date.parse(text)) * 1000n

  test('is that of its time zone, through daylight saving', () => {
    // 25 hours: midnight to midnight in Berlin.
    const [first, last, next] = ['2030-10-26T22:00:00Z', '2030-10-27T22:59:59Z', '2030-10-27T23:00:00Z'].map(
      at,
    )
    const log = [configured([day('Europe/Berlin')]), granted(first ?? 0n, { tokens: 100 })]
    expect(judge([...log, granted(next ?? 0n, { tokens: 100 })])).toEqual([])
    expect(judge([...log, granted(last ?? 0n, { tokens: 1 })])).toMatchObject([
      { span: { day: '2030-10-27' }, limit: 100, used: 101 },
    ])
  })

  test('is one of one month and one year, and of a zone by itself', () => {
    const full = (text: string) => granted(at(text), { tokens: 100 }, text)
    const days = ['2030-01-05T12:00:00Z', '2030-02-05T12:00:00Z', '2031-02-05T12:00:00Z'].map(full)
    expect(judge([configured([day('UTC')]), ...days])).toEqual([])
    const late = [full('2030-01-05T12:00:00Z'), granted(at('2030-01-05T23:30:00Z'), { tokens: 100 }, 'late')]
    const zones = ['Europe/Berlin', 'UTC', 'Asia/Tokyo'].map(
      (zone) => judge([configured([day(zone)]), ...late]).length,
    )
    expect(zones).toEqual([0, 1, 0])
  })

  test('stands beside a window of the same dimension', () => {
    const window: Limit = { dimension: 'tokens', most: 60, span: { window: second } }
    const log = [0n, 10n * second].map((time) => granted(time, { tokens: 60 }))
    expect(judge([configured([day('UTC'), window]), ...log])).toMatchObject([{ limit: 100, used: 120 }])
  })
})

describe('calls at the same time', () => {
  test('are counted from the grant to the end', () => {
    const one = configured([], { concurrency: 1 })
    const ended: Entry = { kind: 'ended', at: 1n, id: '0' }
    expect(judge([one, granted(0n, {}), ended, granted(1n, {})])).toEqual([])
    expect(judge([one, granted(0n, {}), granted(1n, {}), ended])).toMatchObject([
      { dimension: 'concurrency', limit: 1, used: 2 },
    ])
  })

  test('end in every scope', () => {
    const log = [configured([], { concurrency: 1 }), configured([], { concurrency: 1, scope: 'key' })]
    const ended: Entry = { kind: 'ended', at: 1n, id: '0' }
    const call = (time: bigint) => granted(time, {}, `${time}`, ['org', 'key'])
    expect(judge([...log, call(0n), ended, call(1n)])).toEqual([])
    expect(judge([...log, call(0n), call(1n)])).toMatchObject([{ scope: 'org' }, { scope: 'key' }])
  })

  test('are limited by what holds when one begins', () => {
    const two = [configured([], { concurrency: 2 }), granted(0n, {}), granted(1n, {})]
    const lower = configured([], { concurrency: 1, at: 2n })
    expect(judge([...two, lower])).toEqual([])
    expect(judge([...two, lower, granted(3n, {})])).toMatchObject([{ limit: 1, used: 3 }])
    expect(judge([...two, configured([], { at: 2n }), granted(3n, {})])).toEqual([])
  })
})

describe('a level', () => {
  const log = [configured([minute]), granted(0n, { requests: 3 }, 'a'), granted(5n, { requests: 4 }, 'b')]
  const level = (since: bigint, held: number): Entry => ({
    kind: 'level',
    at: 60n * second,
    scope: 'org',
    dimension: 'requests',
    since,
    level: held,
  })

  test('is the sum of everything from where it begins, to the unit', () => {
    expect(judge([...log, level(0n, 7)])).toEqual([])
    expect(judge([...log, level(-5n, 8)])).toMatchObject([{ kind: 'not conserved', level: 8, sum: 7 }])
  })

  test('must reach back a whole window', () => {
    expect(judge([...log, level(1n, 4)])).toEqual([])
    expect(judge([...log, level(2n, 4)])).toMatchObject([{ kind: 'forgotten', since: 2n }])
  })

  test('holds a debt from where the limiter says that it counts', () => {
    const late: Entry = { kind: 'settled', at: 9n, id: 'a', costs: { requests: 5 }, from: { requests: 9n } }
    expect(judge([...log, late, level(0n, 9)])).toEqual([])
    expect(judge([...log, late, level(1n, 6)])).toEqual([])
    const other: Entry = { ...late, from: { tokens: 9n } }
    expect(judge([...log, other, level(1n, 4)])).toEqual([])
  })

  test('holds what was reserved where that counts, and what only a settlement told', () => {
    const reserved = configured([{ ...minute, reserveOnly: true }])
    const settled: Entry = { kind: 'settled', at: 9n, id: 'a', costs: { requests: 1 } }
    expect(judge([reserved, ...log.slice(1), settled, level(0n, 7)])).toEqual([])
    expect(judge([...log, settled, level(0n, 5)])).toEqual([])
    const unasked: Entry = { ...settled, costs: { tokens: 2 } }
    expect(judge([...log, unasked, { ...level(0n, 2), dimension: 'tokens' } as Entry])).toEqual([])
  })

  test('is one of a scope and a dimension', () => {
    const moment: Limit = { dimension: 'tokens', most: 9, span: { window: second } }
    const both = [
      configured([minute, moment]),
      configured([minute], { scope: 'key' }),
      granted(0n, { requests: 3, tokens: 2 }, 'a'),
      granted(0n, { requests: 4 }, 'b', ['key']),
    ]
    const told = (scope: string, dimension: string, held: number, since = 0n): Entry => {
      return { kind: 'level', at: 60n * second - 1n, scope, dimension, since, level: held }
    }
    expect(
      judge([
        ...both,
        told('org', 'requests', 3),
        told('org', 'tokens', 2),
        told('key', 'requests', 4),
        told('org', 'tokens', 0, 59n * second),
      ]),
    ).toEqual([])
  })
})

describe('a log', () => {
  const one = granted(second, { requests: 1 }, 'a')
  const settled: Entry = { kind: 'settled', at: second, id: 'a', costs: { requests: 1 } }

  test.each<[string, Entry[], string]>([
    ['goes back in time', [configured([]), one, granted(0n, {})], 'back in time'],
    ['grants an id twice', [configured([]), one, one], 'granted twice'],
    ['settles a dimension of an id twice', [configured([]), one, settled, settled], 'settled twice'],
    ['settles what was not granted', [configured([]), { ...settled, at: 0n }], 'never granted'],
    ['says nothing of limits', [one], 'never configured'],
  ])('is none that %s', (_, log, message) => {
    expect(() => judge(log)).toThrow(message)
  })
})
