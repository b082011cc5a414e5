import type { Entry } from './log.ts'

/** What a limiter of one scope may grant, of requests and tokens in any window and of calls at the same time; null: anything. */
export interface Limits {
  readonly window: bigint
  readonly requests: number | null
  readonly tokens: number | null
  readonly concurrency: number | null
}

export interface Cost {
  readonly requests: number
  readonly tokens: number
}

const scope = 'all'

export function configured(at: bigint, { window, requests, tokens, concurrency }: Limits): Entry {
  const limits = Object.entries({ requests, tokens }).map(([dimension, most]) => {
    return { dimension, most, span: { window } }
  })
  return { kind: 'configured', at, scope, limits, concurrency }
}

export function granted(at: bigint, id: string, costs: Cost): Entry {
  return { kind: 'granted', at, id, scopes: [scope], costs: { ...costs } }
}

export function settled(at: bigint, id: string, costs: Cost): Entry {
  return { kind: 'settled', at, id, costs: { ...costs } }
}
