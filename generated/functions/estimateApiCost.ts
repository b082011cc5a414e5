// Generated from the contract of the database by `npm run codegen`. Do not edit.

import * as z from 'zod'
import { argument, type Call, type CallError, column, type FunctionSpec, invoke, type Transport } from '../../client/runtime.ts'
import { fingerprints } from '../contract.ts'
import { InvalidArgument, UnknownJobType } from '../errors.ts'

/** Arguments of `headgate.estimate_api_cost`. */
export interface EstimateApiCostArgs {
  /** A registered job type. */
  readonly jobType: string
  /** Tokens that the caller would estimate, 0 to 2147483647; default: estimated_tokens of the job type. */
  readonly tokens?: bigint | number | null | undefined
}

/** The row that `headgate.estimate_api_cost` answers. */
export interface EstimateApiCostRow {
  readonly tokens: bigint
  readonly ratio: number
  readonly samples: bigint
}

/** What a call of `headgate.estimate_api_cost` can fail with. */
export type EstimateApiCostError =
  | InvalidArgument
  | UnknownJobType
  | CallError

export const estimateApiCostArgs: z.ZodType<EstimateApiCostArgs> = z.strictObject({
  jobType: argument.text,
  tokens: argument.int8.nullable().optional(),
})

export const estimateApiCostRow: z.ZodType<EstimateApiCostRow> = z.object({
  tokens: column.int8,
  ratio: column.float8,
  samples: column.int8,
})

export const estimateApiCostFunction: FunctionSpec = {
  name: 'estimate_api_cost',
  returns: 'one',
  scalar: false,
  readonly: true,
  roles: ['headgate_observer', 'headgate_operator', 'headgate_producer', 'headgate_worker'],
  parameters: {
    jobType: { name: 'p_job_type', type: 'text', cast: 'pg_catalog.text' },
    tokens: { name: 'p_tokens', type: 'int8', cast: 'pg_catalog.int8' },
  },
  columns: {
    tokens: { name: 'tokens', type: 'int8', nullable: false },
    ratio: { name: 'ratio', type: 'float8', nullable: false },
    samples: { name: 'samples', type: 'int8', nullable: false },
  },
  errors: {
    JQ001: InvalidArgument,
    JQ002: UnknownJobType,
  },
  fingerprints,
  args: estimateApiCostArgs,
  row: estimateApiCostRow,
}

/**
 * What a call or job of a type will probably cost, by what such calls and jobs have cost before.
 *
 * The estimate is multiplied by a running quantile (the setting estimate_quantile) of what was really used, divided by what was estimated; tick takes new samples in. Pass the result to acquire_api_capacity or enqueue_job.
 *
 * SQL: `headgate.estimate_api_cost`, called by `headgate_observer`, `headgate_operator`, `headgate_producer`, `headgate_worker`. It changes nothing.
 *
 * @returns one row: the tokens to reserve, the factor (1 before anything was learned) and from how many samples.
 * @throws {@link InvalidArgument} An argument is missing, out of range or of the wrong shape.
 * @throws {@link UnknownJobType} The job type is not registered.
 * @since 0.1
 */
export function estimateApiCost(transport: Transport, args: EstimateApiCostArgs): Call<EstimateApiCostRow, EstimateApiCostError> {
  return invoke(transport, estimateApiCostFunction, args) as Call<EstimateApiCostRow, EstimateApiCostError>
}
