const WANTED_TICKS = 6

/** Where values lie on an axis, and which of them are marked on it. */
export interface Scale {
  at(value: number): number
  readonly ticks: readonly number[]
}

/** From zero to `most`, or to the next tick if it is to be `rounded`. */
export function linearScale(most: number, from: number, to: number, rounded: boolean): Scale {
  const end = most > 0 ? most : 1
  const step = roundStep(end / WANTED_TICKS)
  const steps = rounded ? Math.ceil(end / step - 1e-9) : Math.floor(end / step + 1e-9)
  const last = rounded ? steps * step : end
  return {
    at: (value) => from + (Math.min(Math.max(value, 0), last) / last) * (to - from),
    // Multiplied, not added up: 0.1 + 0.2 is no round number.
    ticks: Array.from({ length: steps + 1 }, (_, n) => Number((n * step).toPrecision(12))),
  }
}

/** By powers of ten that hold all values; what is not above zero lies at the beginning. */
export function logScale(values: readonly number[], from: number, to: number): Scale {
  const positive = values.filter((value) => value > 0)
  const low = Math.floor(Math.log10(positive.length === 0 ? 1 : Math.min(...positive)) + 1e-9)
  const high = Math.ceil(Math.log10(positive.length === 0 ? 1 : Math.max(...positive)) - 1e-9)
  const end = Math.max(high, low + 1)
  const at = (value: number) => {
    const power = Math.min(Math.max(Math.log10(Math.max(value, 0)), low), end)
    return from + ((power - low) / (end - low)) * (to - from)
  }
  const steps = end - low <= 2 ? [1, 2, 5] : [1]
  const ticks = Array.from({ length: end - low + 1 }, (_, n) => low + n).flatMap((power) =>
    steps.map((step) => Number((step * 10 ** power).toPrecision(12))),
  )
  return { at, ticks: ticks.filter((tick) => tick <= 10 ** end * 1.000001) }
}

function roundStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].find((it) => it * power >= rough * 0.999999) ?? 10
  return step * power
}
