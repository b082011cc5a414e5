import {
  claimJobs,
  completeJob,
  completeJobs,
  failJobs,
  getJob,
  heartbeatJobs,
  type JobId,
  type JobState,
  type LeaseToken,
  logAuditEvent,
  peekApiCapacity,
  rescheduleJob,
  tick,
} from '../../generated/index.ts'
import { type PgQueryable, pgTransport } from '../pg.ts'
import type { Transport } from '../transport.ts'
import type { Refusal } from './refusal.ts'
import { reportRefusal } from './report-refusal.ts'
import type { AuditEvent, Job } from './types.ts'

/** Jobs claimed together under one lease, and how long they may be held, measured by the server. */
export interface Claim {
  readonly token: LeaseToken
  readonly jobs: readonly Job[]
  /** Milliseconds until the lease ends without a heartbeat. */
  readonly leaseMs: number
  /** Milliseconds beyond which it cannot be extended. */
  readonly runMs: number
  /** When it was claimed by the server's clock, in milliseconds of its epoch. */
  readonly claimedAt: number
}

/** What has limits. */
export interface Endpoint {
  readonly provider: string
  readonly endpoint: string
  readonly scope: string
}

/** Whether an endpoint takes work, and whether any waits for it. */
export interface Opening {
  readonly isAwaited: boolean
  /** null: it takes work now. */
  readonly blockedBy: string | null
  /** By the server's clock. */
  readonly retryAt: Date | null
}

/** What the limiter makes of a refusal. */
export interface Throttle {
  readonly provider: string
  readonly kind: string
  /** Whether to make the call again, when `delaySeconds` have passed. */
  readonly retryable: boolean
  readonly delaySeconds: number
}

export interface Heartbeat {
  readonly leaseMs: number
  readonly held: ReadonlySet<JobId>
}

/** The end of an attempt, with what it cost; undefined: what was reserved. */
interface Settlement {
  readonly jobId: JobId
  readonly leaseToken: LeaseToken
  readonly actualTokens?: bigint | undefined
  readonly actualInputTokens?: bigint | undefined
  readonly actualOutputTokens?: bigint | undefined
  readonly actualCostMicros?: bigint | undefined
  readonly actualRequests?: number | undefined
}

export interface Completion extends Settlement {
  readonly result?: unknown
}

export interface Failure extends Settlement {
  readonly error: unknown
  readonly retryable: boolean
  readonly retryAt?: Date | undefined
}

export interface Rescheduling extends Settlement {
  readonly delaySeconds: number
  /** Not before that either, by the server's clock. */
  readonly until?: Date | undefined
  readonly reason: string
}

export interface FailureOutcome {
  readonly outcome: string
  readonly scheduledAt: Date | null
}

/** The queue as a worker sees it. */
export interface Queue {
  claim(request: {
    readonly worker: string
    readonly jobTypes: readonly string[]
    readonly limit: number
    readonly leaseSeconds?: number | undefined
    /** Should nothing come back: announce on the channel what comes into line. */
    readonly wakeMe?: boolean | undefined
  }): Promise<readonly Claim[]>
  heartbeat(token: LeaseToken): Promise<Heartbeat>
  /** Answers an outcome for each, in order: completed, already_completed, lease_lost, audit_required. */
  complete(completions: readonly Completion[]): Promise<readonly string[]>
  completeOne(completion: Completion): Promise<void>
  /** Answers an outcome for each, in order: queued, dead_lettered, lease_lost. */
  fail(failures: readonly Failure[]): Promise<readonly FailureOutcome[]>
  /** Answers when the job may run again. */
  reschedule(rescheduling: Rescheduling): Promise<Date>
  stateOf(jobId: JobId): Promise<JobState>
  audit(job: Job, event: AuditEvent): Promise<void>
  peek(endpoint: Endpoint): Promise<Opening>
  /** Has everybody heed a refusal of a call whose capacity was taken at `calledAt`, by the server's clock. */
  throttle(endpoint: Endpoint, refusal: Refusal, calledAt: Date): Promise<Throttle>
  tick(): Promise<void>
}

/** The transport itself, or one over a Pool or Client of `pg`. */
export function transportOf(database: Transport | PgQueryable): Transport {
  return 'call' in database ? database : pgTransport(database)
}

/** The queue in a database. */
export function queueOver(transport: Transport): Queue {
  return {
    claim: async (request) => claimsOf(await claimJobs(transport, request)),
    async heartbeat(leaseToken) {
      const row = await heartbeatJobs(transport, { leaseToken })
      return { leaseMs: msOf(row.leaseSeconds), held: new Set(row.jobIds) }
    },
    async complete(completions) {
      const rows = await completeJobs(transport, { completions })
      return rows.map(({ outcome }) => outcome)
    },
    async completeOne(completion) {
      await completeJob(transport, completion)
    },
    fail: async (failures) => await failJobs(transport, { failures }),
    reschedule: async (rescheduling) => (await rescheduleJob(transport, rescheduling)).scheduledAt,
    stateOf: async (jobId) => (await getJob(transport, { jobId })).state,
    async audit({ id, leaseToken }, event) {
      await logAuditEvent(transport, { ...event, jobId: id, leaseToken })
    },
    async peek(endpoint) {
      const { queueDepth, blockedBy, retryAt } = await peekApiCapacity(transport, endpoint)
      return { isAwaited: queueDepth > 0n, blockedBy, retryAt }
    },
    throttle: (endpoint, refusal, calledAt) => reportRefusal(transport, endpoint, refusal, calledAt),
    async tick() {
      await tick(transport)
    },
  }
}

type ClaimedRow = Awaited<ReturnType<typeof claimJobs>>[number]

/** The jobs of one type in one answer share a lease. */
function claimsOf(rows: readonly ClaimedRow[]): readonly Claim[] {
  const claims = new Map<LeaseToken, Claim & { readonly jobs: Job[] }>()
  for (const row of rows) {
    const claim = claims.get(row.leaseToken) ?? {
      token: row.leaseToken,
      jobs: [],
      leaseMs: msOf(row.leaseSeconds),
      runMs: msOf(row.runSeconds),
      claimedAt: row.leaseExpiresAt.getTime() - msOf(row.leaseSeconds),
    }
    claim.jobs.push(jobOf(row))
    claims.set(row.leaseToken, claim)
  }
  return [...claims.values()]
}

function jobOf(row: ClaimedRow): Job {
  return {
    id: row.jobId,
    type: row.jobType,
    payload: row.payload,
    metadata: row.metadata,
    attempt: row.attempt,
    maxAttempts: row.maxAttempts,
    correlationId: row.correlationId,
    traceparent: row.traceparent,
    scheduledAt: row.scheduledAt,
    deadlineAt: row.deadlineAt,
    leaseToken: row.leaseToken,
    reservedTokens: row.reservedTokens,
    reservedInputTokens: row.reservedInputTokens,
    reservedOutputTokens: row.reservedOutputTokens,
    reservedCostMicros: row.reservedCostMicros,
    provider: row.provider,
    endpoint: row.endpoint,
    scope: row.scope,
  }
}

const msOf = (seconds: number): number => seconds * 1000
