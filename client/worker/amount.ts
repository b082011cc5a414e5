/**
 * Something that a call has used, if it is told.
 *
 * @throws RangeError for what is not a whole number from 0.
 */
export function amountOf(amount: number | bigint | undefined): bigint | undefined {
  if (amount === undefined) return undefined
  if (amount < 0 || (typeof amount === 'number' && !Number.isSafeInteger(amount))) {
    throw new RangeError(`usage takes whole numbers from 0, not ${amount}`)
  }
  return BigInt(amount)
}
