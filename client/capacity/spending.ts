import { amountOf } from '../worker/amount.ts'
import type { CapacityUsage } from './types.ts'

const kinds = ['requests', 'tokens', 'inputTokens', 'outputTokens', 'costMicros'] as const

/** Adds up what a call has used. */
export interface Spending {
  /** @throws RangeError for what is not a whole number from 0; then nothing is added. */
  add(actual: CapacityUsage): void
  /** As releaseApiCapacity takes it; of what was not told, nothing is said. */
  total(): {
    readonly actualRequests: number | undefined
    readonly actualTokens: bigint | undefined
    readonly actualInputTokens: bigint | undefined
    readonly actualOutputTokens: bigint | undefined
    readonly actualCostMicros: bigint | undefined
  }
}

export function createSpending(): Spending {
  const spent = new Map<(typeof kinds)[number], bigint>()
  return {
    add(actual) {
      const amounts = kinds.map((kind) => [kind, amountOf(actual[kind])] as const)
      for (const [kind, amount] of amounts)
        if (amount !== undefined) spent.set(kind, (spent.get(kind) ?? 0n) + amount)
    },
    total() {
      const requests = spent.get('requests')
      return {
        actualRequests: requests === undefined ? undefined : Number(requests),
        actualTokens: spent.get('tokens'),
        actualInputTokens: spent.get('inputTokens'),
        actualOutputTokens: spent.get('outputTokens'),
        actualCostMicros: spent.get('costMicros'),
      }
    },
  }
}
