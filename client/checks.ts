// What generated checks of domains are made of: the same judgements that the server makes.

/** The length in characters, as SQL counts them. */
export function lengthOf(text: string): number {
  return [...text].length
}

/** Compares numbers exactly, whichever way they are written: below zero, zero or above, like a sort. */
export function compareDecimals(a: bigint | number | string, b: string): number {
  const beyond = rank(String(a))
  if (beyond !== 0) return beyond
  const [left, right] = [decimal(String(a)), decimal(b)]
  const places = Math.max(left.places, right.places)
  const difference = scaled(left, places) - scaled(right, places)
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

/** To the server NaN is above every number, like Infinity. */
function rank(text: string): number {
  if (text === '-Infinity') return -1
  return text === 'Infinity' || text === 'NaN' ? 1 : 0
}

interface Decimal {
  readonly digits: bigint
  /** How many of the digits stand behind the point. */
  readonly places: number
}

const parts = /^([+-]?)(\d*)(?:\.(\d*))?$/

function decimal(text: string): Decimal {
  const [, sign, whole = '', fraction = ''] = parts.exec(text) ?? []
  const digits = BigInt(`${whole}${fraction}` || '0')
  return { digits: sign === '-' ? -digits : digits, places: fraction.length }
}

const scaled = ({ digits, places }: Decimal, to: number): bigint => digits * 10n ** BigInt(to - places)
