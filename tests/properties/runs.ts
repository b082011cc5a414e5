/** How often a property is tried: HEADGATE_PROPERTY_RUNS multiplies the default, e.g. 20 for a long night. */
export function runs(byDefault: number): number {
  const factor = Number(process.env.HEADGATE_PROPERTY_RUNS ?? 1)
  if (!(factor > 0)) throw new RangeError('HEADGATE_PROPERTY_RUNS must be a number above 0')
  return Math.max(1, Math.round(byDefault * factor))
}
