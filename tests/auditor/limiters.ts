/**
 * Limiters of one scope as they are often written, in a few lines each, and an honest one: to see whom the auditor
 * convicts. `tokens` in any window, at most; each holds what it counts from an instant on.
 */
export interface Limiter {
  readonly name: string
  /** Looks, and gives what is left to do: others may look in between. The answer is whether it was granted. */
  ask(at: bigint, id: string, tokens: number): () => boolean
  settle(at: bigint, id: string, tokens: number): void
  level(at: bigint): { readonly since: bigint; readonly level: number }
}

export interface Rule {
  readonly window: bigint
  readonly most: number
}

type Make = (rule: Rule) => Limiter

interface Line {
  readonly at: bigint
  tokens: number
}

/** Counts in a log of what was granted. */
function logged(name: string, { window, most }: Rule, refunds: number, looksAhead: boolean): Limiter {
  const lines = new Map<string, Line>()
  const used = (at: bigint) => {
    for (const [id, line] of lines) if (line.at <= at - window) lines.delete(id)
    return [...lines.values()].reduce((sum, { tokens }) => sum + tokens, 0)
  }
  return {
    name,
    ask(at, id, tokens) {
      const fits = () => used(at) + tokens <= most
      const seen = looksAhead && fits()
      return () => {
        if (looksAhead ? !seen : !fits()) return false
        lines.set(id, { at, tokens })
        return true
      }
    },
    settle(_, id, tokens) {
      const line = lines.get(id)
      if (line) line.tokens += (tokens - line.tokens) * (tokens < line.tokens ? refunds : 1)
    },
    level: (at) => ({ level: used(at), since: at - window + 1n }),
  }
}

export const honest: Make = (rule) => logged('one that keeps a log', rule, 1, false)
export const readsThenWrites: Make = (rule) => logged('one that reads, then writes', rule, 1, true)
export const refundsTwice: Make = (rule) => logged('one that refunds twice', rule, 2, false)

/** Starts from nothing at each full window. */
export const fixedWindow: Make = ({ window, most }) => {
  let began = 0n
  let used = 0
  const grants = new Map<string, { began: bigint; tokens: number }>()
  const turn = (at: bigint) => {
    if (at / window === began / window) return
    began = (at / window) * window
    used = 0
  }
  return {
    name: 'one with fixed windows',
    ask: (at, id, tokens) => () => {
      turn(at)
      if (used + tokens > most) return false
      used += tokens
      grants.set(id, { began, tokens })
      return true
    },
    settle(at, id, tokens) {
      turn(at)
      const grant = grants.get(id)
      if (grant?.began === began) used += tokens - grant.tokens
    },
    level(at) {
      turn(at)
      return { level: used, since: began }
    },
  }
}

/** Refills continuously up to the limit: a full bucket, then a window of refill. */
export const fullBucket: Make = ({ window, most }) => {
  let level = most
  let last = 0n
  const estimates = new Map<string, number>()
  const refill = (at: bigint) => {
    level = Math.min(most, level + (most * Number(at - last)) / Number(window))
    last = at
  }
  return {
    name: 'a bucket as large as the limit',
    ask: (at, id, tokens) => () => {
      refill(at)
      if (level < tokens) return false
      level -= tokens
      estimates.set(id, tokens)
      return true
    },
    settle(at, id, tokens) {
      refill(at)
      level = Math.min(most, level + (estimates.get(id) ?? 0) - tokens)
    },
    level: (at) => ({ level: Math.ceil(most - level), since: at - window }),
  }
}
