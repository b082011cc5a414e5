import { z } from 'zod'
import type { Gate, LimitName } from './gate.ts'

const count = z.number().nonnegative()
const limitName = z.enum([
  'requests_per_minute',
  'tokens_per_minute',
  'requests_per_window',
  'tokens_per_window',
  'concurrency',
]) satisfies z.ZodType<LimitName>

/** What `GET /v1/stats` answers. Times are milliseconds since the epoch. */
export const providerStats = z.object({
  accepted: count,
  rejected_429: count,
  rejected_by_limit: z.partialRecord(limitName, count),
  /** What counts against each limit now, and the most that ever did. */
  load: z.record(limitName, count),
  peaks: z.record(limitName, count),
  tokens: z.object({ reserved: count, actual: count }),
  first_accepted_at: z.number().nullable(),
  last_accepted_at: z.number().nullable(),
})

/** What `GET /v1/timeline` answers: every accepted call in order, with its tokens and its `x-request-id`. */
export const providerTimeline = z.array(
  z.object({
    at: z.number(),
    finished_at: z.number().nullable(),
    tokens: count,
    request_id: z.string().nullable(),
  }),
)

export type ProviderStats = z.infer<typeof providerStats>
export type ProviderTimeline = z.infer<typeof providerTimeline>

export function readStats(gate: Gate, rejected: ReadonlyMap<LimitName, number>): ProviderStats {
  const { calls, peaks } = gate
  return {
    accepted: calls.length,
    rejected_429: [...rejected.values()].reduce((sum, value) => sum + value, 0),
    rejected_by_limit: Object.fromEntries(rejected),
    load: gate.load(),
    peaks: { ...peaks },
    tokens: {
      reserved: calls.reduce((sum, call) => sum + call.reserved, 0),
      actual: calls.reduce((sum, call) => sum + call.charged, 0),
    },
    first_accepted_at: calls[0]?.at ?? null,
    last_accepted_at: calls.at(-1)?.at ?? null,
  }
}

export function readTimeline(gate: Gate): ProviderTimeline {
  return gate.calls.map((call) => ({
    at: call.at,
    finished_at: call.finishedAt,
    tokens: call.charged,
    request_id: call.requestId,
  }))
}
