import type { Limiter, Rule } from './limiters.ts'
import type { Entry } from './log.ts'

/** What happens at one instant: so many callers look before any of them writes, then some calls end. */
export interface Moment {
  /** Microseconds since the last one. */
  readonly wait: number
  /** Estimates, one a caller. */
  readonly asked: readonly number[]
  /** What open calls cost, oldest first, as a share of their estimate. */
  readonly ended: readonly number[]
}

/** The log of a limiter under callers who take what they get. */
export function play(limiter: Limiter, { window, most }: Rule, moments: readonly Moment[]): Entry[] {
  const scope = 'all'
  const log: Entry[] = [
    { kind: 'configured', at: 0n, scope, limits: [{ dimension: 'tokens', most, span: { window } }] },
  ]
  const open: { readonly id: string; readonly tokens: number }[] = []
  let at = 0n
  let calls = 0
  for (const { wait, asked, ended } of moments) {
    at += BigInt(wait)
    const looked = asked.map((tokens) => {
      calls += 1
      const id = `${calls}`
      return { id, tokens, decide: limiter.ask(at, id, tokens) }
    })
    for (const { id, tokens, decide } of looked) {
      if (!decide()) continue
      open.push({ id, tokens })
      log.push({ kind: 'granted', at, id, scopes: [scope], costs: { tokens } })
    }
    for (const share of ended) {
      const call = open.shift()
      if (call === undefined) break
      const tokens = Math.round(call.tokens * share)
      limiter.settle(at, call.id, tokens)
      log.push({ kind: 'settled', at, id: call.id, costs: { tokens } }, { kind: 'ended', at, id: call.id })
    }
    log.push({ kind: 'level', at, scope, dimension: 'tokens', ...limiter.level(at) })
  }
  return log
}
