/** The nearest-rank percentile (share from 0 to 1); null where there is nothing to rank. */
export function percentile(values: readonly number[], share: number): number | null {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null
}

/** The middle value, or the mean of the two in the middle; null of nothing. */
export function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b)
  const low = sorted[Math.floor((sorted.length - 1) / 2)]
  const high = sorted[Math.floor(sorted.length / 2)]
  return low === undefined || high === undefined ? null : (low + high) / 2
}

/** The median of the values that are there; null when none is. */
export function medianOf(values: readonly (number | null)[]): number | null {
  return median(values.filter((value) => value !== null))
}

/** How many times `of` fits; null when either is missing or there is nothing to divide by. */
export function ratio(value: number | null, of: number | null): number | null {
  return value === null || of === null || of === 0 ? null : value / of
}

/** The greatest value that is there; null when none is. */
export function greatest(values: readonly (number | null)[]): number | null {
  const there = values.filter((value) => value !== null)
  return there.length === 0 ? null : Math.max(...there)
}
