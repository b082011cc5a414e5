/** Counts jobs that were done, and how many different ones they were. */
export interface Tally {
  add(ids: readonly string[]): void
  readonly done: number
  readonly distinct: number
}

/** Ids that are numbers cost one bit each, so that a soak of an hour fits in memory. */
export function createTally(): Tally {
  let bits = new Uint8Array(1 << 16)
  const others = new Set<string>()
  let done = 0
  let distinct = 0

  function see(id: string): boolean {
    if (!/^\d{1,9}$/.test(id)) return others.size < others.add(id).size
    const at = Number(id) >> 3
    const bit = 1 << (Number(id) & 7)
    if (at >= bits.length) bits = grown(bits, at)
    if (((bits[at] ?? 0) & bit) !== 0) return false
    bits[at] = (bits[at] ?? 0) | bit
    return true
  }

  return {
    add: (ids) => {
      for (const id of ids) {
        done += 1
        if (see(id)) distinct += 1
      }
    },
    get done() {
      return done
    },
    get distinct() {
      return distinct
    },
  }
}

function grown(bits: Uint8Array<ArrayBuffer>, at: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.max(bits.length * 2, at + 1))
  larger.set(bits)
  return larger
}
