/** A set of small whole numbers, one bit each. */
export interface Bits {
  has(number: number): boolean
  /** True when it was not there before. */
  add(number: number): boolean
}

export function createBits(): Bits {
  let bytes = new Uint8Array(1 << 12)
  const has = (number: number) => ((bytes[number >> 3] ?? 0) & (1 << (number & 7))) !== 0
  return {
    has,
    add: (number) => {
      if (has(number)) return false
      const at = number >> 3
      if (at >= bytes.length) {
        const larger = new Uint8Array(Math.max(bytes.length * 2, at + 1))
        larger.set(bytes)
        bytes = larger
      }
      bytes[at] = (bytes[at] ?? 0) | (1 << (number & 7))
      return true
    },
  }
}
