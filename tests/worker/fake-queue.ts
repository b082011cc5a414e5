import { vi } from 'vitest'
import { ConnectionLost } from '../../client/errors.ts'
import { Timestamp } from '../../client/timestamp.ts'
import type { Claim, Heartbeat, Queue } from '../../client/worker/queue.ts'
import type { Job } from '../../client/worker.ts'
import { JobId, LeaseToken } from '../../generated/index.ts'

/** A queue whose answers a test chooses, call by call. */
export function fakeQueue() {
  return {
    claim: vi.fn<Queue['claim']>(async () => []),
    heartbeat: vi.fn<Queue['heartbeat']>(async () => beat(3000)),
    complete: vi.fn<Queue['complete']>(async (completions) => completions.map(() => 'completed')),
    completeOne: vi.fn<Queue['completeOne']>(async () => {}),
    fail: vi.fn<Queue['fail']>(async (failures) =>
      failures.map(() => ({ outcome: 'queued', scheduledAt: new Date(0) })),
    ),
    reschedule: vi.fn<Queue['reschedule']>(async () => new Date(0)),
    stateOf: vi.fn<Queue['stateOf']>(async () => 'running'),
    audit: vi.fn<Queue['audit']>(async () => {}),
    peek: vi.fn<Queue['peek']>(async () => ({ isAwaited: false, blockedBy: null, retryAt: null })),
    throttle: vi.fn<Queue['throttle']>(async () => ({
      provider: 'acme',
      kind: 'rate',
      retryable: true,
      delaySeconds: 5,
    })),
    tick: vi.fn<Queue['tick']>(async () => {}),
  } satisfies Queue
}

export const token = LeaseToken.parse('11111111-1111-4111-8111-111111111111')

export function jobWith(id: number, more: Partial<Job> = {}): Job {
  return {
    id: JobId.parse(BigInt(id)),
    type: 'plain',
    payload: {},
    metadata: {},
    attempt: 1,
    maxAttempts: 5,
    correlationId: `job:${id}`,
    traceparent: null,
    scheduledAt: new Timestamp(0),
    deadlineAt: null,
    leaseToken: token,
    reservedTokens: 0n,
    reservedInputTokens: null,
    reservedOutputTokens: null,
    reservedCostMicros: null,
    provider: null,
    endpoint: null,
    scope: null,
    ...more,
  }
}

export function claimWith(jobs: readonly Job[], more: Partial<Claim> = {}): Claim {
  return { token, jobs, leaseMs: 3000, runMs: 3_600_000, claimedAt: 0, ...more }
}

export function beat(leaseMs: number, ...jobIds: readonly number[]): Heartbeat {
  return { leaseMs, held: new Set(jobIds.map((id) => JobId.parse(BigInt(id)))) }
}

export const connectionLost = () => new ConnectionLost({ function: 'any', message: 'cut', hint: '' })
