/** One fact from the provider's log: a call was charged, or its charge was settled. */
export type Fact = { readonly at: number; readonly call: number; readonly charged: number }

export type Bound = {
  readonly windowMs: number
  readonly requests: number
  readonly tokens: number
}

/**
 * Judges a log of charges from the outside, by brute force: at each start of a call, everything that
 * started in the closed window before it is added up with the charge it had at that moment.
 *
 * @returns one sentence for each window that held too much
 */
export function violations(facts: readonly Fact[], bound: Bound): string[] {
  const found: string[] = []
  const charges = new Map<number, { at: number; charged: number }>()
  for (const fact of facts) {
    const known = charges.get(fact.call)
    charges.set(fact.call, { at: known?.at ?? fact.at, charged: fact.charged })
    if (known !== undefined) continue
    const inside = [...charges.values()].filter((one) => one.at >= fact.at - bound.windowMs)
    const tokens = inside.reduce((sum, one) => sum + one.charged, 0)
    if (inside.length > bound.requests) found.push(`${inside.length} requests up to ${fact.at}`)
    if (tokens > bound.tokens) found.push(`${tokens} tokens up to ${fact.at}`)
  }
  return found
}
