/** The nearest-rank percentile, rounded to a whole number; null where there is nothing to rank. */
export function percentile(values: readonly number[], share: number): number | null {
  const sorted = [...values].sort((a, b) => a - b)
  const found = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]
  return found === undefined ? null : Math.round(found)
}
