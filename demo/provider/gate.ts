import { type ProviderLimits, windowShare } from './limits.ts'

/** One admitted call: what it is charged now, and what is known of its end. */
export type Call = {
  readonly at: number
  /** What the caller named it, if it did. */
  readonly requestId: string | null
  readonly reserved: number
  charged: number
  finishedAt: number | null
}

export type LimitName =
  | 'requests_per_minute'
  | 'tokens_per_minute'
  | 'requests_per_window'
  | 'tokens_per_window'
  | 'concurrency'

export type Admission =
  | { readonly admitted: true; readonly call: Call }
  | { readonly admitted: false; readonly limit: LimitName; readonly retryAfterMs: number }

export type Gate = {
  admit(tokens: number, requestId?: string): Admission
  finish(call: Call, actualTokens: number): void
  readonly calls: readonly Call[]
  /** What counts against each limit at this moment. */
  load(): Record<LimitName, number>
  readonly peaks: Readonly<Record<LimitName, number>>
}

type Rule = {
  readonly limit: LimitName
  readonly windowMs: number
  readonly most: number
  cost(call: Call): number
}

const nothing: Readonly<Record<LimitName, number>> = {
  requests_per_minute: 0,
  tokens_per_minute: 0,
  requests_per_window: 0,
  tokens_per_window: 0,
  concurrency: 0,
}
const CONCURRENCY_RETRY_MS = 250
const MINUTE_MS = 60_000

/**
 * The provider's own enforcement, an exact log: a call is admitted only if every closed window that
 * ends with it stays within the limit, so no window however aligned ever holds more.
 * A call is charged what it reserves (input + max_tokens) from its start, and its actual use from its end.
 *
 * @param now a clock in milliseconds that never runs backwards
 */
export function createGate(limits: ProviderLimits, now: () => number): Gate {
  const share = windowShare(limits)
  const windowMs = share.seconds * 1000
  const oneRequest = () => 1
  const tokens = (call: Call) => call.charged
  const rules: readonly Rule[] = [
    { limit: 'requests_per_window', windowMs, most: share.requests, cost: oneRequest },
    { limit: 'tokens_per_window', windowMs, most: share.tokens, cost: tokens },
    {
      limit: 'requests_per_minute',
      windowMs: MINUTE_MS,
      most: limits.requestsPerMinute,
      cost: oneRequest,
    },
    { limit: 'tokens_per_minute', windowMs: MINUTE_MS, most: limits.tokensPerMinute, cost: tokens },
  ]
  const calls: Call[] = []
  const peaks = { ...nothing }
  let running = 0

  function admit(reserved: number, requestId?: string): Admission {
    const at = now()
    if (running >= limits.concurrency) {
      return { admitted: false, limit: 'concurrency', retryAfterMs: CONCURRENCY_RETRY_MS }
    }
    const call: Call = { at, requestId: requestId ?? null, reserved, charged: reserved, finishedAt: null }
    const used = rules.map((rule) => usedSince(calls, at - rule.windowMs, rule.cost) + rule.cost(call))
    for (const [index, rule] of rules.entries()) {
      if ((used[index] ?? 0) > rule.most) return refuse(rule, call)
    }

    calls.push(call)
    running += 1
    peaks.concurrency = Math.max(peaks.concurrency, running)
    for (const [index, rule] of rules.entries()) {
      peaks[rule.limit] = Math.max(peaks[rule.limit], used[index] ?? 0)
    }
    return { admitted: true, call }
  }

  function refuse(rule: Rule, call: Call): Admission {
    const freeAt = whenItFits(calls, rule, call)
    return { admitted: false, limit: rule.limit, retryAfterMs: Math.max(1, Math.ceil(freeAt - call.at)) }
  }

  function finish(call: Call, actualTokens: number): void {
    if (call.finishedAt !== null) return
    call.finishedAt = now()
    call.charged = actualTokens
    running -= 1
  }

  function load(): Record<LimitName, number> {
    const at = now()
    const used = Object.fromEntries(
      rules.map((rule) => [rule.limit, usedSince(calls, at - rule.windowMs, rule.cost)]),
    )
    return { ...nothing, ...used, concurrency: running }
  }

  return { admit, finish, load, calls, peaks }
}

function usedSince(calls: readonly Call[], since: number, cost: (call: Call) => number): number {
  let used = 0
  for (let index = calls.length - 1; index >= 0; index--) {
    const call = calls[index]
    if (call === undefined || call.at < since) break
    used += cost(call)
  }
  return used
}

/** The first instant at which enough calls have left the window; a window later where none is enough. */
function whenItFits(calls: readonly Call[], rule: Rule, wanted: Call): number {
  const since = wanted.at - rule.windowMs
  let used = usedSince(calls, since, rule.cost) + rule.cost(wanted)
  for (const call of calls.slice(calls.findLastIndex((old) => old.at < since) + 1)) {
    used -= rule.cost(call)
    if (used <= rule.most) return call.at + rule.windowMs + 1
  }
  return wanted.at + rule.windowMs
}
