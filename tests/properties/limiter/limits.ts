import type { Limits } from '../../auditor/single.ts'

/** How an endpoint is configured, in the units of set_api_rate_limit; null: without limit. */
export interface Settings {
  readonly requests: number | null
  readonly tokens: number | null
  readonly concurrency: number | null
  readonly windowMs: number
  readonly skewMs: number
}

/** What is promised: no interval as long as window and skew together holds more than the limit. */
export function promised(settings: Settings): Limits {
  return { ...settings, window: span(settings) }
}

/** Window and skew together, in microseconds: sixty slots. */
export function span({ windowMs, skewMs }: Settings): bigint {
  return BigInt(windowMs + skewMs) * 1000n
}
