import { median } from './statistics.ts'

export type Point = readonly [at: number, value: number]

/**
 * Theil–Sen: the median of the slopes between all pairs of points. A third of the points may be wild without
 * moving it far. Null where no two points lie apart.
 */
export function theilSen(points: readonly Point[]): number | null {
  const slopes = points.flatMap(([at, value], n) =>
    points
      .slice(n + 1)
      .filter(([later]) => later !== at)
      .map(([later, then]) => (then - value) / (later - at)),
  )
  return median(slopes)
}

/** By how many percent of its median the value rose from the first point to the last, by {@link theilSen}. */
export function trendPercent(points: readonly Point[]): number | null {
  const slope = theilSen(points)
  const level = median(points.map(([, value]) => value))
  const [first, last] = [points[0], points.at(-1)]
  if (slope === null || level === null || level === 0 || first === undefined || last === undefined)
    return null
  return (100 * slope * (last[0] - first[0])) / level
}
