// Generated from the contract of the database by `npm run codegen`. Do not edit.

import * as z from 'zod'
import { argument, type Call, type CallError, column, type FunctionSpec, invoke, type Transport } from '../../client/runtime.ts'
import { fingerprints } from '../contract.ts'
import { InvalidArgument, UnknownEndpoint, SettingsDisagree } from '../errors.ts'

/** Arguments of `headgate.set_job_type`. */
export interface SetJobTypeArgs {
  /** Name: 1 to 100 of a-z, 0-9, _ . : - starting with a letter. */
  readonly jobType: string
  /** Provider of the endpoint whose capacity each job takes; its limits must be set first. */
  readonly provider?: string | null | undefined
  /** Endpoint whose capacity each job takes. */
  readonly endpoint?: string | null | undefined
  /**
   * Scope of that endpoint; empty for the endpoint as a whole.
   *
   * Left out, the database takes `''::text`.
   */
  readonly scope?: string | undefined
  /** Priority of a job that names none: 0 first … 9 last; 5 on a new type. */
  readonly defaultPriority?: number | null | undefined
  /** Attempts before a failing job is dead-lettered, 1 to 1000; 5 on a new type. */
  readonly maxAttempts?: number | null | undefined
  /** Seconds a lease lasts without a heartbeat, 1 to 86400; -1: the setting timeout_seconds. */
  readonly leaseSeconds?: number | null | undefined
  /** Seconds one attempt may run, 1 to 604800; -1: the setting max_run_seconds. */
  readonly maxRunSeconds?: number | null | undefined
  /** Seconds after enqueue when a job is given up, 1 to 31536000; -1: never. */
  readonly deadlineSeconds?: number | null | undefined
  /** What a lost lease does: retry or dead_letter; retry on a new type. */
  readonly onCrash?: string | null | undefined
  /** Whether a lost lease consumes an attempt; true on a new type. */
  readonly crashCounts?: boolean | null | undefined
  /** How the delay before a retry grows: fixed, linear or exponential; exponential on a new type. Half of it is random. */
  readonly backoff?: string | null | undefined
  /** Delay before the first retry in seconds, 0 to 86400; 2 on a new type. */
  readonly backoffBaseSeconds?: string | number | null | undefined
  /** Longest delay in seconds, 0 to 604800; 300 on a new type. */
  readonly backoffCapSeconds?: string | number | null | undefined
  /** Largest payload in bytes, 1 to 100000000; -1: the setting max_payload_bytes. */
  readonly maxPayloadBytes?: number | null | undefined
  /** Tokens a job is expected to cost when it does not say, 0 to 2147483647; 0 on a new type. Where the endpoint limits input or output tokens, they count as both. */
  readonly estimatedTokens?: number | null | undefined
  /** Whether a job can only be completed after log_audit_event under its lease. */
  readonly requiresAudit?: boolean | null | undefined
  /** How many jobs with the same concurrency key may be in line or running at once, 1 to 10000; 1 on a new type. */
  readonly keyConcurrency?: number | null | undefined
  /** any: a job that is to be tried again lets others of its key go first. fifo: the jobs of a key start in the order of their ids, one at a time, and wait for the retries of the one before; needs keyConcurrency 1. any on a new type. */
  readonly keyOrder?: string | null | undefined
  /** What the work is. */
  readonly description?: string | null | undefined
  /** Input tokens a job is expected to cost when it does not say, 0 to 2147483647, in place of estimatedTokens; -1: kinds are not told apart, as on a new type. Together with outputTokens at most 2147483647. */
  readonly inputTokens?: number | null | undefined
  /** Output tokens, likewise; the one that was never set is 0. */
  readonly outputTokens?: number | null | undefined
  /** What a job is expected to cost when it does not say, in millionths of the currency of its endpoint, 0 to 1000000000000000; -1: nothing, as on a new type. */
  readonly costMicros?: bigint | number | null | undefined
}

/** The row that `headgate.set_job_type` answers. */
export interface SetJobTypeRow {
  readonly jobType: string
  readonly created: boolean
  readonly changed: boolean
}

/** What a call of `headgate.set_job_type` can fail with. */
export type SetJobTypeError =
  | InvalidArgument
  | UnknownEndpoint
  | SettingsDisagree
  | CallError

export const setJobTypeArgs: z.ZodType<SetJobTypeArgs> = z.strictObject({
  jobType: argument.text,
  provider: argument.text.nullable().optional(),
  endpoint: argument.text.nullable().optional(),
  scope: argument.text.optional(),
  defaultPriority: argument.int4.nullable().optional(),
  maxAttempts: argument.int4.nullable().optional(),
  leaseSeconds: argument.int4.nullable().optional(),
  maxRunSeconds: argument.int4.nullable().optional(),
  deadlineSeconds: argument.int4.nullable().optional(),
  onCrash: argument.text.nullable().optional(),
  crashCounts: argument.bool.nullable().optional(),
  backoff: argument.text.nullable().optional(),
  backoffBaseSeconds: argument.numeric.nullable().optional(),
  backoffCapSeconds: argument.numeric.nullable().optional(),
  maxPayloadBytes: argument.int4.nullable().optional(),
  estimatedTokens: argument.int4.nullable().optional(),
  requiresAudit: argument.bool.nullable().optional(),
  keyConcurrency: argument.int4.nullable().optional(),
  keyOrder: argument.text.nullable().optional(),
  description: argument.text.nullable().optional(),
  inputTokens: argument.int4.nullable().optional(),
  outputTokens: argument.int4.nullable().optional(),
  costMicros: argument.int8.nullable().optional(),
})

export const setJobTypeRow: z.ZodType<SetJobTypeRow> = z.object({
  jobType: column.text,
  created: column.bool,
  changed: column.bool,
})

export const setJobTypeFunction: FunctionSpec = {
  name: 'set_job_type',
  returns: 'one',
  scalar: false,
  readonly: false,
  roles: ['headgate_operator'],
  parameters: {
    jobType: { name: 'p_job_type', type: 'text', cast: 'pg_catalog.text' },
    provider: { name: 'p_provider', type: 'text', cast: 'pg_catalog.text' },
    endpoint: { name: 'p_endpoint', type: 'text', cast: 'pg_catalog.text' },
    scope: { name: 'p_scope', type: 'text', cast: 'pg_catalog.text' },
    defaultPriority: { name: 'p_default_priority', type: 'int4', cast: 'pg_catalog.int4' },
    maxAttempts: { name: 'p_max_attempts', type: 'int4', cast: 'pg_catalog.int4' },
    leaseSeconds: { name: 'p_lease_seconds', type: 'int4', cast: 'pg_catalog.int4' },
    maxRunSeconds: { name: 'p_max_run_seconds', type: 'int4', cast: 'pg_catalog.int4' },
    deadlineSeconds: { name: 'p_deadline_seconds', type: 'int4', cast: 'pg_catalog.int4' },
    onCrash: { name: 'p_on_crash', type: 'text', cast: 'pg_catalog.text' },
    crashCounts: { name: 'p_crash_counts', type: 'bool', cast: 'pg_catalog.bool' },
    backoff: { name: 'p_backoff', type: 'text', cast: 'pg_catalog.text' },
    backoffBaseSeconds: { name: 'p_backoff_base_seconds', type: 'numeric', cast: 'pg_catalog.numeric' },
    backoffCapSeconds: { name: 'p_backoff_cap_seconds', type: 'numeric', cast: 'pg_catalog.numeric' },
    maxPayloadBytes: { name: 'p_max_payload_bytes', type: 'int4', cast: 'pg_catalog.int4' },
    estimatedTokens: { name: 'p_estimated_tokens', type: 'int4', cast: 'pg_catalog.int4' },
    requiresAudit: { name: 'p_requires_audit', type: 'bool', cast: 'pg_catalog.bool' },
    keyConcurrency: { name: 'p_key_concurrency', type: 'int4', cast: 'pg_catalog.int4' },
    keyOrder: { name: 'p_key_order', type: 'text', cast: 'pg_catalog.text' },
    description: { name: 'p_description', type: 'text', cast: 'pg_catalog.text' },
    inputTokens: { name: 'p_input_tokens', type: 'int4', cast: 'pg_catalog.int4' },
    outputTokens: { name: 'p_output_tokens', type: 'int4', cast: 'pg_catalog.int4' },
    costMicros: { name: 'p_cost_micros', type: 'int8', cast: 'pg_catalog.int8' },
  },
  columns: {
    jobType: { name: 'job_type', type: 'text', nullable: false },
    created: { name: 'created', type: 'bool', nullable: false },
    changed: { name: 'changed', type: 'bool', nullable: false },
  },
  errors: {
    JQ001: InvalidArgument,
    JQ201: UnknownEndpoint,
    JQ303: SettingsDisagree,
  },
  fingerprints,
  args: setJobTypeArgs,
  row: setJobTypeRow,
}

/**
 * Registers a job type, or changes one. Jobs already enqueued keep the attempts and deadline they were given.
 *
 * What is left out keeps its value, or on a new type its default. -1 takes back lease_seconds, max_run_seconds, deadline_seconds, max_payload_bytes, input_tokens and output_tokens, or cost_micros.
 *
 * SQL: `headgate.set_job_type`, called by `headgate_operator`.
 *
 * @returns one row: the type, whether it was created and whether anything changed.
 * @throws {@link InvalidArgument} An argument is missing, out of range or of the wrong shape.
 * @throws {@link UnknownEndpoint} No limits are set for the endpoint.
 * @throws {@link SettingsDisagree} The value contradicts other settings.
 * @since 0.1
 */
export function setJobType(transport: Transport, args: SetJobTypeArgs): Call<SetJobTypeRow, SetJobTypeError> {
  return invoke(transport, setJobTypeFunction, args) as Call<SetJobTypeRow, SetJobTypeError>
}
