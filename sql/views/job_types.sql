-- The registered kinds of work with their settings, defaults filled in. Calls no function: the reader of a view
-- needs EXECUTE on the functions in it.
create view headgate.job_types as
select t.job_type, l.provider, l.endpoint, l.scope, t.default_priority, t.max_attempts,
  coalesce(t.lease_seconds, (select c.value::integer from headgate_private.system_configuration c where c.key = 'timeout_seconds')) as lease_seconds,
  coalesce(t.max_run_seconds, (select c.value::integer from headgate_private.system_configuration c where c.key = 'max_run_seconds')) as max_run_seconds,
  t.deadline_seconds, t.on_crash, t.crash_counts, t.backoff, t.backoff_base_seconds, t.backoff_cap_seconds,
  coalesce(t.max_payload_bytes, (select c.value::integer from headgate_private.system_configuration c where c.key = 'max_payload_bytes')) as max_payload_bytes,
  t.estimated_tokens, t.requires_audit, t.key_concurrency, t.key_order, t.paused_at, t.paused_reason, t.description, t.origin, t.updated_at, t.updated_by,
  t.input_tokens, t.output_tokens, t.cost as cost_micros
from headgate_private.job_type t
left join headgate_private.api_rate_limits l on l.endpoint_id = t.endpoint_id;

comment on view headgate.job_types is 'The registered job types, with the settings in force.';
comment on column headgate.job_types.job_type is 'Name.';
comment on column headgate.job_types.provider is 'Provider of the endpoint whose capacity each job takes; null: none.';
comment on column headgate.job_types.endpoint is 'That endpoint.';
comment on column headgate.job_types.scope is 'Scope of that endpoint.';
comment on column headgate.job_types.default_priority is 'Priority of a job that names none.';
comment on column headgate.job_types.max_attempts is 'Attempts before a failing job is dead-lettered.';
comment on column headgate.job_types.lease_seconds is 'Seconds a lease lasts without a heartbeat.';
comment on column headgate.job_types.max_run_seconds is 'Seconds one attempt may run.';
comment on column headgate.job_types.deadline_seconds is 'Seconds after enqueue when a job is given up; null: never.';
comment on column headgate.job_types.on_crash is 'What a lost lease does.';
comment on column headgate.job_types.crash_counts is 'Whether a lost lease consumes an attempt.';
comment on column headgate.job_types.backoff is 'How the delay before a retry grows.';
comment on column headgate.job_types.backoff_base_seconds is 'Delay before the first retry, in seconds.';
comment on column headgate.job_types.backoff_cap_seconds is 'Longest delay before a retry, in seconds.';
comment on column headgate.job_types.max_payload_bytes is 'Largest payload, in bytes as stored.';
comment on column headgate.job_types.estimated_tokens is 'Tokens a job is expected to cost when it does not say.';
comment on column headgate.job_types.requires_audit is 'Whether completion needs log_audit_event under the lease.';
comment on column headgate.job_types.key_concurrency is 'How many jobs with the same concurrency key may be in line or running at once.';
comment on column headgate.job_types.key_order is 'any, or fifo: the jobs of a key go strictly one after the other.';
comment on column headgate.job_types.paused_at is 'Since when claims skip this type; null: not paused.';
comment on column headgate.job_types.paused_reason is 'Why it is paused.';
comment on column headgate.job_types.description is 'What the work is.';
comment on column headgate.job_types.origin is 'seed or operator.';
comment on column headgate.job_types.updated_at is 'When it was last changed.';
comment on column headgate.job_types.updated_by is 'Who changed it last.';
comment on column headgate.job_types.input_tokens is 'Input tokens a job is expected to cost when it does not say; null: kinds are not told apart.';
comment on column headgate.job_types.output_tokens is 'Output tokens, likewise.';
comment on column headgate.job_types.cost_micros is 'What a job is expected to cost when it does not say, in millionths of the currency of its endpoint; null: nothing.';
