const decimal = /^(-?)(0|[1-9]\d*)(?:\.(\d+))?(?:e([+-]?\d+))?$/i

/**
 * A decimal number of a JSON document that has more digits than a `number` carries, such as `3.3333333333333333`.
 * Documents are answered with one only where a `number` would be another; given in a document, it is written with all
 * its digits. In arithmetic it counts as the nearest `number`.
 */
export class JsonNumber {
  /** As JSON writes it. */
  readonly digits: string

  /** @throws RangeError for what is no number of JSON. */
  constructor(digits: string) {
    if (!decimal.test(digits)) throw new RangeError(`${JSON.stringify(digits)} is not a number of JSON`)
    this.digits = digits
  }

  toString(): string {
    return this.digits
  }

  valueOf(): number {
    return Number(this.digits)
  }

  /** For `JSON.stringify`: the number itself where the runtime has `JSON.rawJSON`, and otherwise its digits as a text. */
  toJSON(): unknown {
    const { rawJSON }: { rawJSON?: (text: string) => unknown } = JSON as object
    return rawJSON?.(this.digits) ?? this.digits
  }
}

/**
 * The value of a number as JSON writes it: a `bigint` for integers that a `number` may confuse with their neighbours, a
 * JsonNumber for other numbers that it does not carry to the last digit.
 */
export function numberFromJson(text: string): number | bigint | JsonNumber {
  const value = Number(text)
  if (/^-?\d+$/.test(text)) return Number.isSafeInteger(value) ? value : BigInt(text)
  const shortest = String(value)
  if (shortest === text) return value
  const isSame = Number.isFinite(value) && significand(shortest) === significand(text)
  return isSame ? value : new JsonNumber(text)
}

/** The digits that matter and their power of ten: the same for every way to write a number. */
function significand(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = decimal.exec(text) ?? []
  const digits = `${whole}${fraction}`.replace(/^0+/, '')
  const significant = digits.replace(/0+$/, '')
  if (significant === '') return '0'
  return `${sign}${significant}e${Number(exponent) - fraction.length + digits.length - significant.length}`
}
