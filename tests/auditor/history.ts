/** Everything that was ever charged or given back, by scope and dimension. */
export interface History {
  add(scope: string, dimension: string, from: bigint, amount: number): void
  /** What was charged from an instant on, less what was given back of it. */
  sumSince(scope: string, dimension: string, instant: bigint): number
}

export function createHistory(): History {
  const lines = new Map<string, { readonly from: bigint; readonly amount: number }[]>()
  const of = (scope: string, dimension: string) => {
    const key = JSON.stringify([scope, dimension])
    const known = lines.get(key) ?? []
    lines.set(key, known)
    return known
  }
  return {
    add: (scope, dimension, from, amount) => of(scope, dimension).push({ from, amount }),
    sumSince: (scope, dimension, instant) =>
      of(scope, dimension).reduce((sum, { from, amount }) => (from >= instant ? sum + amount : sum), 0),
  }
}
