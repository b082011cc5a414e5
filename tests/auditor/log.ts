/**
 * What a limiter did, in the order in which it did it. Times are whole microseconds that never fall, by a clock that
 * is not the limiter's own where that one is stepped. Amounts are whole.
 */
export type Entry =
  | Configured
  | {
      readonly kind: 'granted'
      readonly at: bigint
      readonly id: string
      readonly scopes: readonly string[]
      readonly costs: Amounts
    }
  /** What the call cost in the end, once for each id and dimension; what is never told cost what was asked for. */
  | {
      readonly kind: 'settled'
      readonly at: bigint
      readonly id: string
      readonly costs: Amounts
      /** From when the limiter counts the difference, by dimension: the instant of the grant, unless it says so. */
      readonly from?: Readonly<Record<string, bigint>>
    }
  /** It no longer counts among the calls at the same time: released, or given up. */
  | { readonly kind: 'ended'; readonly at: bigint; readonly id: string }
  | LevelTold

/** The limits of a scope from now on, all of them. */
export interface Configured {
  readonly kind: 'configured'
  readonly at: bigint
  readonly scope: string
  readonly limits: readonly Limit[]
  /** Calls at the same time. */
  readonly concurrency?: number | null
}

/** So much of a dimension in any window, or in any calendar day of a time zone. */
export interface Limit {
  readonly dimension: string
  /** null: counted, and not limited. */
  readonly most: number | null
  readonly span: Span
  /** What was reserved counts, whatever the call cost in the end. */
  readonly reserveOnly?: boolean
}

export type Span = { readonly window: bigint } | { readonly dayIn: string }

/** What the limiter says that it holds of a dimension: everything granted from an instant on. */
export interface LevelTold {
  readonly kind: 'level'
  readonly at: bigint
  readonly scope: string
  readonly dimension: string
  readonly since: bigint
  readonly level: number
}

/** By dimension; what is left out is nothing. */
export type Amounts = Readonly<Record<string, number>>

export type Finding =
  | {
      readonly kind: 'exceeded'
      readonly scope: string
      readonly dimension: string
      /** The window without its first and with its last instant, or the name of the day. */
      readonly span: { readonly after: bigint; readonly until: bigint } | { readonly day: string }
      readonly limit: number
      readonly used: number
    }
  | {
      readonly kind: 'not conserved'
      readonly at: bigint
      readonly scope: string
      readonly dimension: string
      readonly level: number
      readonly sum: number
    }
  /** It held less than a whole window. */
  | {
      readonly kind: 'forgotten'
      readonly at: bigint
      readonly scope: string
      readonly dimension: string
      readonly since: bigint
    }
