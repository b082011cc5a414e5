import fc from 'fast-check'

/** What one call asks for; the total is the weighted sum of both kinds of tokens. */
export interface Ask {
  readonly requests: number
  readonly input: number
  readonly output: number
  readonly cost: number
  readonly ttlSeconds: number
}

/** What a job says it will cost: both kinds of tokens, or a total that counts as either. */
export interface JobAsk {
  readonly lane: number
  readonly kinds: { readonly input: number; readonly output: number } | null
  readonly total: number
  readonly cost: number
}

export interface JobEnd {
  readonly which: number
  readonly how: 'complete' | 'fail' | 'snooze' | 'cancel'
  /** Of the estimate; null: nothing is reported. */
  readonly factor: number | null
  /** A total is reported although the job told kinds apart. */
  readonly asTotal: boolean
}

export interface Limits {
  readonly requests: number | null
  readonly tokens: number | null
  readonly input: number | null
  readonly output: number | null
  /** A day. */
  readonly cost: number | null
  readonly concurrency: number | null
}

/** What can happen; `which` is a share of the list of grants, `factor` of the estimate. */
export type Step =
  | {
      readonly kind: 'burst'
      readonly asks: readonly Ask[]
      readonly ends: readonly { readonly which: number; readonly factor: number | null }[]
      readonly claims: readonly { readonly limit: number; readonly leaseSeconds: number }[]
      readonly jobEnds: readonly JobEnd[]
    }
  | { readonly kind: 'enqueue'; readonly jobs: readonly JobAsk[] }
  | { readonly kind: 'wait'; readonly seconds: number }
  | { readonly kind: 'clockBack'; readonly seconds: number }
  | { readonly kind: 'tick' }
  | { readonly kind: 'set'; readonly scope: Scope; readonly limits: Limits }
  | { readonly kind: 'refused'; readonly scope: Scope; readonly retryAfter: number }

export type Scope = (typeof scopes)[number]
/** A key lies in the organisation: whoever takes it takes both. */
export const scopes = ['org', 'key'] as const

const limit = fc.option(fc.oneof(fc.constantFrom(1, 3, 60), fc.integer({ min: 1, max: 2000 })), { freq: 6 })
export const limits: fc.Arbitrary<Limits> = fc.record({
  requests: limit,
  tokens: limit,
  input: limit,
  output: limit,
  cost: fc.option(fc.constantFrom(500, 5000), { freq: 2 }),
  concurrency: fc.option(fc.integer({ min: 1, max: 5 }), { freq: 2 }),
})

const amount = fc.oneof(fc.constantFrom(0, 1, 2), fc.integer({ min: 0, max: 700 }))
const ask: fc.Arbitrary<Ask> = fc.record({
  requests: fc.constantFrom(1, 1, 1, 0, 2),
  input: amount,
  output: amount,
  cost: amount,
  ttlSeconds: fc.constantFrom(1, 5, 3600),
})
const end = fc.record({
  which: fc.integer({ min: 0, max: 999 }).map((n) => n / 1000),
  factor: fc.constantFrom(null, 1, 0, 0.5, 0.9, 1.5, 3),
})
const scope = fc.constantFrom(...scopes)

export const lanes = ['a', 'b'] as const
const job: fc.Arbitrary<JobAsk> = fc.record({
  lane: fc.integer({ min: 0, max: lanes.length - 1 }),
  kinds: fc.option(fc.record({ input: amount, output: amount }), { freq: 4 }),
  total: amount,
  cost: amount,
})
const jobEnd: fc.Arbitrary<JobEnd> = fc.record({
  which: end.map(({ which }) => which),
  how: fc.constantFrom('complete', 'complete', 'fail', 'snooze', 'cancel'),
  factor: fc.constantFrom(null, 1, 0, 0.5, 0.9, 1.5, 3),
  asTotal: fc.constantFrom(false, false, true),
})
/** What an output token counts in the total. */
export const weights = fc.constantFrom(1, 2, 0.7)

export const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 12,
      arbitrary: fc.record({
        kind: fc.constant('burst' as const),
        asks: fc.array(ask, { maxLength: 3 }),
        ends: fc.array(end, { maxLength: 3 }),
        claims: fc.array(
          fc.record({ limit: fc.constantFrom(1, 3, 10), leaseSeconds: fc.constantFrom(2, 50, 3000) }),
          { maxLength: 3 },
        ),
        jobEnds: fc.array(jobEnd, { maxLength: 3 }),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('enqueue' as const),
        jobs: fc.array(job, { minLength: 1, maxLength: 6 }),
      }),
    },
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('wait' as const),
        seconds: fc.oneof(fc.constantFrom(0.5, 1, 30, 59.999999, 60, 61), fc.integer({ min: 0, max: 70 })),
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
