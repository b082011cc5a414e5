import { type Bits, createBits } from './bits.ts'

/** Counts jobs, and how many different ones they were. */
export interface Tally {
  add(ids: readonly string[]): void
  has(id: string): boolean
  readonly count: number
  readonly distinct: number
}

/** A number, perhaps of one of a few numbered sequences: `17`, `q3:17`. */
const NUMBERED = /^((?:[a-z]\w{0,9}:)?)(0|[1-9]\d{0,8})$/

/** Ids that are numbers cost one bit each, so that a soak of hours fits in memory. */
export function createTally(): Tally {
  const sequences = new Map<string, Bits>()
  const others = new Set<string>()
  let count = 0
  let distinct = 0

  function isNew(id: string): boolean {
    const [, sequence, number] = NUMBERED.exec(id) ?? []
    if (sequence === undefined) return others.size < others.add(id).size
    const bits = sequences.get(sequence) ?? createBits()
    sequences.set(sequence, bits)
    return bits.add(Number(number))
  }

  return {
    add: (ids) => {
      for (const id of ids) {
        count += 1
        if (isNew(id)) distinct += 1
      }
    },
    has: (id) => {
      const [, sequence, number] = NUMBERED.exec(id) ?? []
      if (sequence === undefined) return others.has(id)
      return sequences.get(sequence)?.has(Number(number)) ?? false
    },
    get count() {
      return count
    },
    get distinct() {
      return distinct
    },
  }
}
