// Generated from the contract of the database by `npm run codegen`. Do not edit.

import * as z from 'zod'
import { argument, type Call, type CallError, column, type FunctionSpec, invoke, type Timestamp, type Transport } from '../../client/runtime.ts'
import { fingerprints } from '../contract.ts'
import { InvalidArgument, UnknownJobType, PayloadTooLarge, ScheduleOutOfRange, UnknownJob, EndpointInactive, CostExceedsLimit, CurrencyMismatch, InvalidCron, UnknownTimeZone } from '../errors.ts'

/** Arguments of `headgate.schedule_job`. */
export interface ScheduleJobArgs {
  /** Name of the schedule: 1 to 100 of a-z, 0-9, _ . : - starting with a letter. */
  readonly name: string
  /** A registered job type. */
  readonly jobType: string
  /** Five fields or a macro, up to 1000 characters. */
  readonly cron: string
  /**
   * UTC, or a name of the form Region/Place, such as Europe/Berlin.
   *
   * Left out, the database takes `'UTC'::text`.
   */
  readonly timeZone?: string | undefined
  /**
   * Payload of each job, any JSON.
   *
   * Left out, the database takes `'{}'::jsonb`.
   */
  readonly payload?: unknown
  /**
   * Labels of your own for each job, a JSON object.
   *
   * Left out, the database takes `'{}'::jsonb`.
   */
  readonly metadata?: unknown
  /** Priority of each job, 0 first … 9 last; default: that of the job type. */
  readonly priority?: number | null | undefined
  /** Tokens each job reserves, 0 to 2147483647; default: that of the job type. */
  readonly estimatedTokens?: bigint | number | null | undefined
  /**
   * What becomes of occurrences missed while nobody ticked: skip (none is enqueued that is later than the setting schedule_grace_seconds), latest (the last one) or all.
   *
   * Left out, the database takes `'latest'::text`.
   */
  readonly catchUp?: string | undefined
}

/** The row that `headgate.schedule_job` answers. */
export interface ScheduleJobRow {
  readonly name: string
  readonly created: boolean
  readonly changed: boolean
  readonly nextAt: Timestamp
}

/** What a call of `headgate.schedule_job` can fail with. */
export type ScheduleJobError =
  | InvalidArgument
  | UnknownJobType
  | PayloadTooLarge
  | ScheduleOutOfRange
  | UnknownJob
  | EndpointInactive
  | CostExceedsLimit
  | CurrencyMismatch
  | InvalidCron
  | UnknownTimeZone
  | CallError

export const scheduleJobArgs: z.ZodType<ScheduleJobArgs> = z.strictObject({
  name: argument.text,
  jobType: argument.text,
  cron: argument.text,
  timeZone: argument.text.optional(),
  payload: argument.jsonb.optional(),
  metadata: argument.jsonb.optional(),
  priority: argument.int4.nullable().optional(),
  estimatedTokens: argument.int8.nullable().optional(),
  catchUp: argument.text.optional(),
})

export const scheduleJobRow: z.ZodType<ScheduleJobRow> = z.object({
  name: column.text,
  created: column.bool,
  changed: column.bool,
  nextAt: column.timestamptz,
})

export const scheduleJobFunction: FunctionSpec = {
  name: 'schedule_job',
  returns: 'one',
  scalar: false,
  readonly: false,
  roles: ['headgate_operator'],
  parameters: {
    name: { name: 'p_name', type: 'text', cast: 'pg_catalog.text' },
    jobType: { name: 'p_job_type', type: 'text', cast: 'pg_catalog.text' },
    cron: { name: 'p_cron', type: 'text', cast: 'pg_catalog.text' },
    timeZone: { name: 'p_time_zone', type: 'text', cast: 'pg_catalog.text' },
    payload: { name: 'p_payload', type: 'jsonb', cast: 'pg_catalog.jsonb' },
    metadata: { name: 'p_metadata', type: 'jsonb', cast: 'pg_catalog.jsonb' },
    priority: { name: 'p_priority', type: 'int4', cast: 'pg_catalog.int4' },
    estimatedTokens: { name: 'p_estimated_tokens', type: 'int8', cast: 'pg_catalog.int8' },
    catchUp: { name: 'p_catch_up', type: 'text', cast: 'pg_catalog.text' },
  },
  columns: {
    name: { name: 'name', type: 'text', nullable: false },
    created: { name: 'created', type: 'bool', nullable: false },
    changed: { name: 'changed', type: 'bool', nullable: false },
    nextAt: { name: 'next_at', type: 'timestamptz', nullable: false },
  },
  errors: {
    JQ001: InvalidArgument,
    JQ002: UnknownJobType,
    JQ003: PayloadTooLarge,
    JQ004: ScheduleOutOfRange,
    JQ101: UnknownJob,
    JQ202: EndpointInactive,
    JQ203: CostExceedsLimit,
    JQ209: CurrencyMismatch,
    JQ401: InvalidCron,
    JQ402: UnknownTimeZone,
  },
  fingerprints,
  args: scheduleJobArgs,
  row: scheduleJobRow,
}

/**
 * Has a job enqueued again and again, or changes how. Each call describes the schedule in full: what is left out goes back to its default.
 *
 * Whoever calls tick, workers or pg_cron, enqueues what is due, each occurrence once. A job has the correlation id schedule:<name>:<occurrence in UTC>, and schedule and occurrence in its metadata.
 *
 * The five fields are minute, hour, day of month, month, day of week, each with *, values, ranges, lists and steps (*\/15, 9-17/2). Months and weekdays have English names (jan, mon); 0 and 7 are Sunday. When neither of the two day fields begins with *, a day that one of them allows is enough. Macros: @hourly, @daily, @weekly, @monthly, @yearly.
 *
 * Daylight saving: with fixed times of day (no * and no step in minute and hour), a time that is skipped in spring is taken at the first instant after the gap, several such times together once, and a time that comes twice in autumn is taken the first time only. With a * or a step in minute or hour, it is taken at every instant at which the clock shows a matching time: never if it is skipped, twice if it comes twice.
 *
 * An occurrence that is refused is noted in last_error of headgate.job_schedules and on the record. It is given up, or tried again within five minutes if the error is retryable (queue_full).
 *
 * SQL: `headgate.schedule_job`, called by `headgate_operator`.
 *
 * @returns one row: the schedule, whether it was created, whether anything changed, and its next occurrence.
 * @throws {@link InvalidArgument} An argument is missing, out of range or of the wrong shape.
 * @throws {@link UnknownJobType} The job type is not registered.
 * @throws {@link PayloadTooLarge} A document is larger than allowed.
 * @throws {@link ScheduleOutOfRange} A time lies in the past, beyond the horizon, or after a deadline.
 * @throws {@link UnknownJob} There is no such job.
 * @throws {@link EndpointInactive} The endpoint is inactive or draining: nothing may be enqueued for it.
 * @throws {@link CostExceedsLimit} The cost is larger than the limit of the endpoint and could never be granted.
 * @throws {@link CurrencyMismatch} The cost is in another currency than the budget.
 * @throws {@link InvalidCron} The cron expression is malformed or would never fire.
 * @throws {@link UnknownTimeZone} There is no such time zone.
 * @since 0.1
 */
export function scheduleJob(transport: Transport, args: ScheduleJobArgs): Call<ScheduleJobRow, ScheduleJobError> {
  return invoke(transport, scheduleJobFunction, args) as Call<ScheduleJobRow, ScheduleJobError>
}
