// Generated from the contract of the database by `npm run codegen`. Do not edit.

import { type Detail, Refusal } from '../../../client/runtime.ts'

/**
 * JQ001: An argument makes no sense.
 *
 * What to do: Correct the argument named in detail.
 */
export class InvalidArgument extends Refusal {
  readonly code = 'invalid_argument'
  readonly sqlstate = 'JQ001'
  readonly retryable = false
  declare readonly detail: Detail<'argument'>
}

/**
 * JQ101: There is no such parcel.
 *
 * What to do: Use an id that send_parcel returned.
 */
export class UnknownParcel extends Refusal {
  readonly code = 'unknown_parcel'
  readonly sqlstate = 'JQ101'
  readonly retryable = false
  declare readonly detail: Detail<'parcel_id'>
}

/**
 * JQ102: The seal is not the parcel's.
 *
 * What to do: Stop; *\/ somebody else has it.
 */
export class SealBroken extends Refusal {
  readonly code = 'seal_broken'
  readonly sqlstate = 'JQ102'
  readonly retryable = false
  declare readonly detail: Detail
}

/**
 * JQ103: The ledger takes no rows.
 *
 * What to do: Wait for the operator.
 */
export class LedgerClosed extends Refusal {
  readonly code = 'ledger_closed'
  readonly sqlstate = 'JQ103'
  readonly retryable = false
  declare readonly detail: Detail
}

/**
 * JQ210: The depot is full.
 *
 * What to do: Try again at detail.retry_at.
 */
export class DepotFull extends Refusal {
  readonly code = 'depot_full'
  readonly sqlstate = 'JQ210'
  readonly retryable = true
  declare readonly detail: Detail<'depth' | 'retry_at'>
}

/** Every refusal that Headgate knows. */
export type AnyRefusal =
  | InvalidArgument
  | UnknownParcel
  | SealBroken
  | LedgerClosed
  | DepotFull
