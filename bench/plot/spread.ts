/** Moves places apart until they are `gap` from each other, in their order and as little as a sweep each way does. */
export function spread(places: readonly number[], gap: number, least: number, most: number): number[] {
  const order = places.map((_, n) => n).sort((a, b) => (places[a] ?? 0) - (places[b] ?? 0))
  const moved = [...places]
  let last = least - gap
  for (const n of order) {
    last = Math.max(moved[n] ?? least, last + gap)
    moved[n] = last
  }
  let next = most + gap
  for (const n of order.reverse()) {
    next = Math.min(moved[n] ?? most, next - gap)
    moved[n] = next
  }
  return moved
}
