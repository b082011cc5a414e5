// Generated from the contract of the database by `npm run codegen`. Do not edit.

import * as z from 'zod'
import { type Call, type CallError, column, type FunctionSpec, invoke, type Timestamp, type Transport } from '../../client/runtime.ts'
import { fingerprints } from '../contract.ts'
import { InvalidArgument, UnknownJobType, PayloadTooLarge, ScheduleOutOfRange, UnknownJob, LedgerBusy, EndpointInactive, CostExceedsLimit, CurrencyMismatch, QueueFull } from '../errors.ts'
import { JobId } from '../types.ts'
import { type EnqueueJobArgs, enqueueJobArgs, enqueueJobFunction } from './enqueueJob.ts'

/** Arguments of `headgate.enqueue_jobs`. */
export interface EnqueueJobsArgs {
  /** An array of up to max_batch_size (a setting) objects; their keys are the parameters of enqueue_job without p_. Times are ISO 8601 text with a zone. */
  readonly jobs: readonly EnqueueJobArgs[]
}

/** A row that `headgate.enqueue_jobs` answers. */
export interface EnqueueJobsRow {
  readonly element: number
  readonly jobId: JobId
  readonly created: boolean
  readonly outcome: string
  readonly scheduledAt: Timestamp
}

/** What a call of `headgate.enqueue_jobs` can fail with. */
export type EnqueueJobsError =
  | InvalidArgument
  | UnknownJobType
  | PayloadTooLarge
  | ScheduleOutOfRange
  | UnknownJob
  | LedgerBusy
  | EndpointInactive
  | CostExceedsLimit
  | CurrencyMismatch
  | QueueFull
  | CallError

export const enqueueJobsArgs: z.ZodType<EnqueueJobsArgs> = z.strictObject({
  jobs: z.array(enqueueJobArgs),
})

export const enqueueJobsRow: z.ZodType<EnqueueJobsRow> = z.object({
  element: column.int4,
  jobId: JobId,
  created: column.bool,
  outcome: column.text,
  scheduledAt: column.timestamptz,
})

export const enqueueJobsFunction: FunctionSpec = {
  name: 'enqueue_jobs',
  returns: 'many',
  scalar: false,
  readonly: false,
  roles: ['headgate_operator', 'headgate_producer', 'headgate_worker'],
  parameters: {
    jobs: { name: 'p_jobs', type: 'jsonb', cast: 'pg_catalog.jsonb', elements: enqueueJobFunction.parameters },
  },
  columns: {
    element: { name: 'element', type: 'int4', nullable: false },
    jobId: { name: 'job_id', type: 'int8', nullable: false },
    created: { name: 'created', type: 'bool', nullable: false },
    outcome: { name: 'outcome', type: 'text', nullable: false },
    scheduledAt: { name: 'scheduled_at', type: 'timestamptz', nullable: false },
  },
  errors: {
    JQ001: InvalidArgument,
    JQ002: UnknownJobType,
    JQ003: PayloadTooLarge,
    JQ004: ScheduleOutOfRange,
    JQ101: UnknownJob,
    JQ107: LedgerBusy,
    JQ202: EndpointInactive,
    JQ203: CostExceedsLimit,
    JQ209: CurrencyMismatch,
    JQ210: QueueFull,
  },
  fingerprints,
  args: enqueueJobsArgs,
  row: enqueueJobsRow,
}

/**
 * Puts many jobs in line at once: all of them or, if one is bad, none.
 *
 * Errors carry the position of the bad element in detail.element, counted from 0. An empty array enqueues nothing.
 *
 * SQL: `headgate.enqueue_jobs`, called by `headgate_operator`, `headgate_producer`, `headgate_worker`.
 *
 * @returns many rows, in the order of the array: position, the job, whether this call created it, outcome (accepted, delayed, duplicate) and when it may run.
 * @throws {@link InvalidArgument} An argument is missing, out of range or of the wrong shape.
 * @throws {@link UnknownJobType} The job type is not registered.
 * @throws {@link PayloadTooLarge} A document is larger than allowed.
 * @throws {@link ScheduleOutOfRange} A time lies in the past, beyond the horizon, or after a deadline.
 * @throws {@link UnknownJob} There is no such job.
 * @throws {@link LedgerBusy} The ledger has no room for the job at the moment. Retryable.
 * @throws {@link EndpointInactive} The endpoint is inactive or draining: nothing may be enqueued for it.
 * @throws {@link CostExceedsLimit} The cost is larger than the limit of the endpoint and could never be granted.
 * @throws {@link CurrencyMismatch} The cost is in another currency than the budget.
 * @throws {@link QueueFull} More jobs wait for the endpoint than its queue_depth_limit allows. Retryable.
 * @since 0.1
 */
export function enqueueJobs(transport: Transport, args: EnqueueJobsArgs): Call<readonly EnqueueJobsRow[], EnqueueJobsError> {
  return invoke(transport, enqueueJobsFunction, args) as Call<readonly EnqueueJobsRow[], EnqueueJobsError>
}
