// Generated from the contract of the database by `npm run codegen`. Do not edit.

import { type Detail, Refusal } from '../client/runtime.ts'

/**
 * JQ001: An argument is missing, out of range or of the wrong shape.
 *
 * What to do: Mend the argument named in detail.argument (in a batch: the element numbered in detail.element) and call again.
 */
export class InvalidArgument extends Refusal {
  readonly code = 'invalid_argument'
  readonly sqlstate = 'JQ001'
  readonly retryable = false
  declare readonly detail: Detail<'argument' | 'element' | 'problem'>
}

/**
 * JQ002: The job type is not registered.
 *
 * What to do: Register it with set_job_type, or correct the name.
 */
export class UnknownJobType extends Refusal {
  readonly code = 'unknown_job_type'
  readonly sqlstate = 'JQ002'
  readonly retryable = false
  declare readonly detail: Detail<'job_type'>
}

/**
 * JQ003: A document is larger than allowed.
 *
 * What to do: Store it elsewhere and pass a reference, or raise max_payload_bytes.
 */
export class PayloadTooLarge extends Refusal {
  readonly code = 'payload_too_large'
  readonly sqlstate = 'JQ003'
  readonly retryable = false
  declare readonly detail: Detail<'argument' | 'bytes' | 'largest'>
}

/**
 * JQ004: A time lies in the past, beyond the horizon, or after a deadline.
 *
 * What to do: Choose a time between now and the horizon (setting schedule_horizon_days), or leave it out to run at once.
 */
export class ScheduleOutOfRange extends Refusal {
  readonly code = 'schedule_out_of_range'
  readonly sqlstate = 'JQ004'
  readonly retryable = false
  declare readonly detail: Detail<'argument' | 'horizon'>
}

/**
 * JQ101: There is no such job.
 *
 * What to do: Check the job id; jobs past their retention are gone.
 */
export class UnknownJob extends Refusal {
  readonly code = 'unknown_job'
  readonly sqlstate = 'JQ101'
  readonly retryable = false
  declare readonly detail: Detail<'job_id'>
}

/**
 * JQ102: The caller no longer holds the job: its lease expired, or the job was settled, cancelled or given to another worker.
 *
 * What to do: Stop working on the job and drop its result: whoever holds it now will settle it.
 */
export class LeaseLost extends Refusal {
  readonly code = 'lease_lost'
  readonly sqlstate = 'JQ102'
  readonly retryable = false
  declare readonly detail: Detail<'job_id' | 'lease_token' | 'reason' | 'state'>
}

/**
 * JQ103: The job is in a state from which this is not possible.
 *
 * What to do: Look at it with get_job; a running job can be changed under its lease token only.
 */
export class WrongState extends Refusal {
  readonly code = 'wrong_state'
  readonly sqlstate = 'JQ103'
  readonly retryable = false
  declare readonly detail: Detail<'job_id' | 'state'>
}

/**
 * JQ104: The job type requires an audit event under the lease before completion.
 *
 * What to do: Call log_audit_event with the job id and the lease token, then complete again.
 */
export class AuditRequired extends Refusal {
  readonly code = 'audit_required'
  readonly sqlstate = 'JQ104'
  readonly retryable = false
  declare readonly detail: Detail<'job_id' | 'lease_token'>
}

/**
 * JQ105: The role may call the function, but not do this with it.
 *
 * What to do: Call as a member of the role named in detail.needs, or pass the lease token.
 */
export class NotPermitted extends Refusal {
  readonly code = 'not_permitted'
  readonly sqlstate = 'JQ105'
  readonly retryable = false
  declare readonly detail: Detail<'actor' | 'needs'>
}

/**
 * JQ106: The audit trail cannot be changed.
 *
 * What to do: Add a new event with log_audit_event instead.
 */
export class AuditIsAppendOnly extends Refusal {
  readonly code = 'audit_is_append_only'
  readonly sqlstate = 'JQ106'
  readonly retryable = false
  declare readonly detail: Detail
}

/**
 * JQ107: The ledger has no room for the job at the moment.
 *
 * What to do: Try again; do not enqueue in a statement that reads headgate.job_queue.
 */
export class LedgerBusy extends Refusal {
  readonly code = 'ledger_busy'
  readonly sqlstate = 'JQ107'
  readonly retryable = true
  declare readonly detail: Detail
}

/**
 * JQ201: No limits are set for the endpoint.
 *
 * What to do: Set them with set_api_rate_limit, or correct provider, endpoint and scope.
 */
export class UnknownEndpoint extends Refusal {
  readonly code = 'unknown_endpoint'
  readonly sqlstate = 'JQ201'
  readonly retryable = false
  declare readonly detail: Detail<'endpoint' | 'provider' | 'scope'>
}

/**
 * JQ202: The endpoint is inactive or draining: nothing may be enqueued for it.
 *
 * What to do: Set its status to active or paused with set_api_rate_limit.
 */
export class EndpointInactive extends Refusal {
  readonly code = 'endpoint_inactive'
  readonly sqlstate = 'JQ202'
  readonly retryable = false
  declare readonly detail: Detail
}

/**
 * JQ203: The cost is larger than the limit of the endpoint and could never be granted.
 *
 * What to do: Split the work, estimate lower, or raise the limit.
 */
export class CostExceedsLimit extends Refusal {
  readonly code = 'cost_exceeds_limit'
  readonly sqlstate = 'JQ203'
  readonly retryable = false
  declare readonly detail: Detail<'dimension' | 'endpoint' | 'provider' | 'request_limit' | 'requests' | 'scope' | 'token_limit' | 'tokens'>
}

/**
 * JQ204: There is no such reservation.
 *
 * What to do: Check the id; settled reservations are forgotten after the setting reservation_retention_hours.
 */
export class UnknownReservation extends Refusal {
  readonly code = 'unknown_reservation'
  readonly sqlstate = 'JQ204'
  readonly retryable = false
  declare readonly detail: Detail<'reservation_id'>
}

/**
 * JQ205: The reservation was acquired by another role.
 *
 * What to do: Release it as that role, or as an operator.
 */
export class ReservationNotYours extends Refusal {
  readonly code = 'reservation_not_yours'
  readonly sqlstate = 'JQ205'
  readonly retryable = false
  declare readonly detail: Detail<'actor' | 'reservation_id'>
}

/**
 * JQ206: The reservation was already settled with other amounts.
 *
 * What to do: Nothing is left to do: the first settlement stands.
 */
export class ReservationSettled extends Refusal {
  readonly code = 'reservation_settled'
  readonly sqlstate = 'JQ206'
  readonly retryable = false
  declare readonly detail: Detail<'charged_requests' | 'charged_tokens' | 'reservation_id' | 'settled_at'>
}

/**
 * JQ207: A scope would contain itself.
 *
 * What to do: Leave out the parent named in detail, or take away the parents that lead from it back to the scope.
 */
export class ScopeCycle extends Refusal {
  readonly code = 'scope_cycle'
  readonly sqlstate = 'JQ207'
  readonly retryable = false
  declare readonly detail: Detail<'endpoint' | 'parent' | 'provider' | 'scope'>
}

/**
 * JQ208: The endpoint cannot be removed: job types, jobs, reservations or other scopes refer to it.
 *
 * What to do: Set its status to draining, wait until what detail counts is gone, and point job types elsewhere.
 */
export class EndpointInUse extends Refusal {
  readonly code = 'endpoint_in_use'
  readonly sqlstate = 'JQ208'
  readonly retryable = false
  declare readonly detail: Detail<'endpoint' | 'provider' | 'scope'>
}

/**
 * JQ209: The cost is in another currency than the budget.
 *
 * What to do: Convert it to the currency in detail.currency.
 */
export class CurrencyMismatch extends Refusal {
  readonly code = 'currency_mismatch'
  readonly sqlstate = 'JQ209'
  readonly retryable = false
  declare readonly detail: Detail<'currency' | 'endpoint' | 'given' | 'provider' | 'scope'>
}

/**
 * JQ210: More jobs wait for the endpoint than its queue_depth_limit allows.
 *
 * What to do: Try again at detail.retry_at, or raise the limit.
 */
export class QueueFull extends Refusal {
  readonly code = 'queue_full'
  readonly sqlstate = 'JQ210'
  readonly retryable = true
  declare readonly detail: Detail<'element' | 'endpoint' | 'provider' | 'queue_depth' | 'queue_depth_limit' | 'retry_at' | 'scope'>
}

/**
 * JQ301: There is no such setting.
 *
 * What to do: See the view headgate.system_configuration for the settings there are.
 */
export class UnknownSetting extends Refusal {
  readonly code = 'unknown_setting'
  readonly sqlstate = 'JQ301'
  readonly retryable = false
  declare readonly detail: Detail<'key'>
}

/**
 * JQ302: The value is of the wrong type or out of the range of the setting.
 *
 * What to do: Choose a value of the type and within the range given in detail.
 */
export class SettingOutOfRange extends Refusal {
  readonly code = 'setting_out_of_range'
  readonly sqlstate = 'JQ302'
  readonly retryable = false
  declare readonly detail: Detail<'key' | 'maximum' | 'minimum' | 'type'>
}

/**
 * JQ303: The value contradicts other settings.
 *
 * What to do: Change the settings named in detail first, or choose a value that agrees with them.
 */
export class SettingsDisagree extends Refusal {
  readonly code = 'settings_disagree'
  readonly sqlstate = 'JQ303'
  readonly retryable = false
  declare readonly detail: Detail<'completed_retention_days' | 'dead_letter_retention_days' | 'seconds' | 'whose'>
}

/**
 * JQ401: The cron expression is malformed or would never fire.
 *
 * What to do: Mend the field named in detail.field; for example 30 2 * * mon-fri, or @daily.
 */
export class InvalidCron extends Refusal {
  readonly code = 'invalid_cron'
  readonly sqlstate = 'JQ401'
  readonly retryable = false
  declare readonly detail: Detail<'expression' | 'field' | 'problem'>
}

/**
 * JQ402: There is no such time zone.
 *
 * What to do: Name it UTC or by region and place, such as Europe/Berlin; see pg_timezone_names.
 */
export class UnknownTimeZone extends Refusal {
  readonly code = 'unknown_time_zone'
  readonly sqlstate = 'JQ402'
  readonly retryable = false
  declare readonly detail: Detail<'time_zone'>
}

/**
 * JQ403: There is no such schedule.
 *
 * What to do: See the view headgate.job_schedules for those there are, or create it with schedule_job.
 */
export class UnknownSchedule extends Refusal {
  readonly code = 'unknown_schedule'
  readonly sqlstate = 'JQ403'
  readonly retryable = false
  declare readonly detail: Detail<'name'>
}

/** Every refusal that Headgate knows. */
export type AnyRefusal =
  | InvalidArgument
  | UnknownJobType
  | PayloadTooLarge
  | ScheduleOutOfRange
  | UnknownJob
  | LeaseLost
  | WrongState
  | AuditRequired
  | NotPermitted
  | AuditIsAppendOnly
  | LedgerBusy
  | UnknownEndpoint
  | EndpointInactive
  | CostExceedsLimit
  | UnknownReservation
  | ReservationNotYours
  | ReservationSettled
  | ScopeCycle
  | EndpointInUse
  | CurrencyMismatch
  | QueueFull
  | UnknownSetting
  | SettingOutOfRange
  | SettingsDisagree
  | InvalidCron
  | UnknownTimeZone
  | UnknownSchedule
