import fc from 'fast-check'

/** What one call asks for; the total is the sum of both kinds of tokens. */
export interface Ask {
  readonly requests: number
  readonly input: number
  readonly output: number
  readonly cost: number
  readonly ttlSeconds: number
}

export interface Limits {
  readonly requests: number | null
  readonly tokens: number | null
  readonly input: number | null
  readonly output: number | null
  readonly concurrency: number | null
  readonly dayRequests: number | null
  readonly dayTokens: number | null
  readonly dayCost: number | null
}

/** How tokens are charged, in both scopes. */
export interface Modes {
  readonly tokens: Mode
  readonly input: Mode
  readonly output: Mode
}
export type Mode = 'reserve_only' | 'reserve_then_settle' | 'estimate_then_adjust' | 'actual_only'

/** What can happen; `which` is a share of the list of grants, `factor` of the estimate. */
export type Step =
  | {
      readonly kind: 'burst'
      readonly asks: readonly Ask[]
      readonly ends: readonly { readonly which: number; readonly factor: number | null }[]
    }
  | { readonly kind: 'wait'; readonly seconds: number }
  | { readonly kind: 'clockBack'; readonly seconds: number }
  | { readonly kind: 'tick' }
  | { readonly kind: 'set'; readonly scope: Scope; readonly limits: Limits }
  | { readonly kind: 'refused'; readonly scope: Scope; readonly retryAfter: number }

export type Scope = (typeof scopes)[number]
/** A key lies in the organisation: whoever takes it takes both. */
export const scopes = ['org', 'key'] as const

/** Most are such that several calls fit: where nothing is granted, nothing is settled. */
const limit = fc.option(
  fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom(1, 3, 60) },
    { weight: 4, arbitrary: fc.integer({ min: 100, max: 2000 }) },
  ),
  { freq: 6 },
)
export const limits: fc.Arbitrary<Limits> = fc.record({
  requests: fc.option(fc.constantFrom(1, 3, 10, 60, 60), { freq: 6 }),
  tokens: limit,
  input: limit,
  output: limit,
  concurrency: fc.option(fc.integer({ min: 1, max: 8 }), { freq: 1 }),
  dayRequests: fc.option(fc.integer({ min: 1, max: 60 }), { freq: 2 }),
  dayTokens: fc.option(fc.integer({ min: 1, max: 9000 }), { freq: 2 }),
  dayCost: fc.option(fc.integer({ min: 1, max: 5000 }), { freq: 2 }),
})
const mode = fc.constantFrom<Mode>(
  'reserve_then_settle',
  'reserve_then_settle',
  'reserve_only',
  'estimate_then_adjust',
  'actual_only',
)
export const modes: fc.Arbitrary<Modes> = fc.record({ tokens: mode, input: mode, output: mode })

const amount = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(0, 1, 2) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 60 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 700 }) },
)
const ask: fc.Arbitrary<Ask> = fc.record({
  requests: fc.constantFrom(1, 1, 1, 0, 2),
  input: amount,
  output: amount,
  cost: amount,
  ttlSeconds: fc.constantFrom(1, 5, 3600, 86_400),
})
const end = fc.record({
  which: fc.integer({ min: 0, max: 999 }).map((n) => n / 1000),
  factor: fc.constantFrom(null, 1, 0, 0.5, 0.9, 1.5, 3),
})
const scope = fc.constantFrom(...scopes)

export const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 12,
      arbitrary: fc.record({
        kind: fc.constant('burst' as const),
        asks: fc.array(ask, { minLength: 1, maxLength: 4 }),
        ends: fc.array(end, { maxLength: 3 }),
      }),
    },
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('wait' as const),
        seconds: fc.oneof(
          { weight: 6, arbitrary: fc.constantFrom(0.5, 1, 30, 59.999999, 60, 61) },
          { weight: 6, arbitrary: fc.integer({ min: 0, max: 70 }) },
          // From the start of the clock to between midnight in Berlin and in Greenwich, among others.
          { weight: 5, arbitrary: fc.constantFrom(5.5 * 3600, 6 * 3600, 86_400) },
        ),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('clockBack' as const),
        seconds: fc.constantFrom(0.001, 1, 20, 61),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('tick' as const) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('set' as const), scope, limits }) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('refused' as const),
        scope,
        retryAfter: fc.integer({ min: 1, max: 20 }),
      }),
    },
  ),
  { minLength: 1, maxLength: 40, size: 'max' },
)
