import fc from 'fast-check'
import type { Settings } from './limits.ts'

/** What can happen to a limiter. Fractions are of what there is: the limit, the window, the list of grants. */
export type Step =
  | {
      readonly kind: 'acquire'
      readonly requests: Amount
      readonly tokens: Amount
      readonly ttlSeconds: number
    }
  | {
      readonly kind: 'release'
      readonly which: number
      readonly tokens: Actual
      readonly requests: Actual
      /** The call goes on. */
      readonly isPartial: boolean
    }
  | { readonly kind: 'wait'; readonly fraction: number }
  | { readonly kind: 'waitForBorder'; readonly slots: number; readonly offset: number }
  | { readonly kind: 'clockBack'; readonly fraction: number }
  | { readonly kind: 'tick' }
  | { readonly kind: 'set'; readonly settings: Settings }

export type Amount = { readonly units: number } | { readonly fraction: number }
/** undefined: not reported. */
export type Actual = number | undefined

/** Even over its range: fc.double is even over representations, nearly all of which lie near 0. */
function thousandths(max: number): fc.Arbitrary<number> {
  return fc.integer({ min: 0, max }).map((n) => n / 1000)
}

const limit = fc.option(
  fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(1, 2, 3, 60, 10_000) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 100_000 }) },
  ),
  { freq: 5 },
)

export const settings: fc.Arbitrary<Settings> = fc.record({
  requests: limit,
  tokens: limit,
  concurrency: fc.option(fc.integer({ min: 1, max: 4 }), { freq: 2 }),
  windowMs: fc.oneof(fc.constantFrom(100, 1000, 60_000, 3_600_000), fc.integer({ min: 100, max: 100_000 })),
  skewMs: fc.oneof(fc.constantFrom(0, 500), fc.integer({ min: 0, max: 3000 })),
})

const amount: fc.Arbitrary<Amount> = fc.oneof(
  fc.record({ units: fc.constantFrom(1, 1, 1, 0, 2) }),
  fc.record({ fraction: fc.constantFrom(1, 0.5, 0.34, 0.1) }),
  fc.record({ fraction: thousandths(1010) }),
)

/** As a multiple of the estimate: wrong both ways. */
const actual: fc.Arbitrary<Actual> = fc.constantFrom(undefined, 1, 0, 0.5, 0.9, 1.5, 3)

const acquire = fc.record({
  kind: fc.constant('acquire' as const),
  requests: amount,
  tokens: amount,
  ttlSeconds: fc.constantFrom(1, 5, 3600),
})
const release = fc.record({
  kind: fc.constant('release' as const),
  which: thousandths(999),
  tokens: actual,
  requests: actual,
  isPartial: fc.constantFrom(false, false, true),
})
const wait = fc.record({
  kind: fc.constant('wait' as const),
  fraction: fc.oneof(fc.constantFrom(0.001, 0.02, 0.5, 0.99, 1, 1.02), thousandths(1200)),
})
const waitForBorder = fc.record({
  kind: fc.constant('waitForBorder' as const),
  slots: fc.constantFrom(1, 1, 2, 30, 59, 60, 61, 62),
  offset: fc.constantFrom(-1, 0, 0, 1),
})
const clockBack = fc.record({
  kind: fc.constant('clockBack' as const),
  fraction: fc.oneof(fc.constantFrom(0.001, 0.02, 0.5, 1, 5), thousandths(2000)),
})
const set = fc.record({ kind: fc.constant('set' as const), settings })

export const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 10, arbitrary: acquire },
    { weight: 5, arbitrary: release },
    { weight: 3, arbitrary: wait },
    { weight: 4, arbitrary: waitForBorder },
    { weight: 1, arbitrary: clockBack },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('tick' as const) }) },
    { weight: 1, arbitrary: set },
  ),
  { minLength: 1, maxLength: 60, size: 'max' },
)
