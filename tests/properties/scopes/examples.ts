import type { Ask, Limits, Modes, Step } from './steps.ts'

const unlimited: Limits = {
  requests: null,
  tokens: null,
  input: null,
  output: null,
  concurrency: null,
  dayRequests: null,
  dayTokens: null,
  dayCost: null,
}
const settled: Modes = {
  tokens: 'reserve_then_settle',
  input: 'reserve_then_settle',
  output: 'reserve_then_settle',
}
const adjusted: Modes = { ...settled, tokens: 'estimate_then_adjust' }

const ask = (input: number, ttlSeconds: number): Step => ({
  kind: 'burst',
  asks: [{ requests: 1, input, output: 0, cost: 0, ttlSeconds } satisfies Ask],
  ends: [],
})
/** Ends the first call that nobody has ended. */
const end = (factor: number): Step => ({ kind: 'burst', asks: [], ends: [{ which: 0, factor }] })
const wait = (seconds: number): Step => ({ kind: 'wait', seconds })

/** Over midnight in Berlin, from the start of the clock. */
const overnight = wait(6 * 3600)
const byDay: Limits = { ...unlimited, dayTokens: 9000 }

/** What chance seldom draws: a call that is given up and ends within the window, and calls that end on the day after. */
export const examples: [Limits, Limits, Modes, Step[]][] = [
  [unlimited, unlimited, adjusted, [ask(100, 1), wait(2), { kind: 'tick' }, end(0.5)]],
  [unlimited, byDay, settled, [ask(100, 86_400), overnight, ask(50, 3600), end(0)]],
  [unlimited, byDay, settled, [ask(100, 86_400), overnight, ask(50, 3600), end(3)]],
]
