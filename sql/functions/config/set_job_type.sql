-- Effect: job_type: one row inserted or changed; one audit row.
-- Locks:  job_type.
create function headgate.set_job_type(
  p_job_type text,
  p_provider text default null,
  p_endpoint text default null,
  p_scope text default '',
  p_default_priority integer default null,
  p_max_attempts integer default null,
  p_lease_seconds integer default null,
  p_max_run_seconds integer default null,
  p_deadline_seconds integer default null,
  p_on_crash text default null,
  p_crash_counts boolean default null,
  p_backoff text default null,
  p_backoff_base_seconds numeric default null,
  p_backoff_cap_seconds numeric default null,
  p_max_payload_bytes integer default null,
  p_estimated_tokens integer default null,
  p_requires_audit boolean default null,
  p_key_concurrency integer default null,
  p_key_order text default null,
  p_description text default null,
  p_input_tokens integer default null,
  p_output_tokens integer default null,
  p_cost_micros bigint default null
)
returns table (job_type headgate.nn_text, created headgate.nn_boolean, changed headgate.nn_boolean)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_outcome text;
begin
  perform headgate_private.require((p_provider is null) = (p_endpoint is null), 'p_endpoint', 'must be given together with p_provider');
  perform headgate_private.require(p_scope is not null, 'p_scope', 'must not be null; leave it out for the empty scope');
  v_outcome := headgate_private.put_job_type(
    p_job_type,
    pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object(
      'provider', p_provider, 'endpoint', p_endpoint, 'scope', p_scope, 'default_priority', p_default_priority,
      'max_attempts', p_max_attempts, 'lease_seconds', p_lease_seconds, 'max_run_seconds', p_max_run_seconds,
      'deadline_seconds', p_deadline_seconds, 'on_crash', p_on_crash, 'crash_counts', p_crash_counts,
      'backoff', p_backoff, 'backoff_base_seconds', p_backoff_base_seconds, 'backoff_cap_seconds', p_backoff_cap_seconds,
      'max_payload_bytes', p_max_payload_bytes, 'estimated_tokens', p_estimated_tokens,
      'requires_audit', p_requires_audit, 'key_concurrency', p_key_concurrency, 'key_order', p_key_order, 'description', p_description,
      'input_tokens', p_input_tokens, 'output_tokens', p_output_tokens, 'cost_micros', p_cost_micros
    )),
    'operator'
  );
  return query select p_job_type::headgate.nn_text, (v_outcome = 'created')::headgate.nn_boolean,
    (v_outcome <> 'unchanged')::headgate.nn_boolean;
end
$$;

comment on function headgate.set_job_type(text, text, text, text, integer, integer, integer, integer, integer, text, boolean, text, numeric, numeric, integer, integer, boolean, integer, text, text, integer, integer, bigint) is
'Registers a job type, or changes one. Jobs already enqueued keep the attempts and deadline they were given.

What is left out keeps its value, or on a new type its default. -1 takes back lease_seconds, max_run_seconds, deadline_seconds, max_payload_bytes, input_tokens and output_tokens, or cost_micros.
@param p_job_type Name: 1 to 100 of a-z, 0-9, _ . : - starting with a letter.
@param p_provider Provider of the endpoint whose capacity each job takes; its limits must be set first.
@param p_endpoint Endpoint whose capacity each job takes.
@param p_scope Scope of that endpoint; empty for the endpoint as a whole.
@param p_default_priority Priority of a job that names none: 0 first … 9 last; 5 on a new type.
@param p_max_attempts Attempts before a failing job is dead-lettered, 1 to 1000; 5 on a new type.
@param p_lease_seconds Seconds a lease lasts without a heartbeat, 1 to 86400; -1: the setting timeout_seconds.
@param p_max_run_seconds Seconds one attempt may run, 1 to 604800; -1: the setting max_run_seconds.
@param p_deadline_seconds Seconds after enqueue when a job is given up, 1 to 31536000; -1: never.
@param p_on_crash What a lost lease does: retry or dead_letter; retry on a new type.
@param p_crash_counts Whether a lost lease consumes an attempt; true on a new type.
@param p_backoff How the delay before a retry grows: fixed, linear or exponential; exponential on a new type. Half of it is random.
@param p_backoff_base_seconds Delay before the first retry in seconds, 0 to 86400; 2 on a new type.
@param p_backoff_cap_seconds Longest delay in seconds, 0 to 604800; 300 on a new type.
@param p_max_payload_bytes Largest payload in bytes, 1 to 100000000; -1: the setting max_payload_bytes.
@param p_estimated_tokens Tokens a job is expected to cost when it does not say, 0 to 2147483647; 0 on a new type. Where the endpoint limits input or output tokens, they count as both.
@param p_requires_audit Whether a job can only be completed after log_audit_event under its lease.
@param p_key_concurrency How many jobs with the same concurrency key may be in line or running at once, 1 to 10000; 1 on a new type.
@param p_key_order any: a job that is to be tried again lets others of its key go first. fifo: the jobs of a key start in the order of their ids, one at a time, and wait for the retries of the one before; needs p_key_concurrency 1. any on a new type.
@param p_description What the work is.
@param p_input_tokens Input tokens a job is expected to cost when it does not say, 0 to 2147483647, in place of p_estimated_tokens; -1: kinds are not told apart, as on a new type. Together with p_output_tokens at most 2147483647.
@param p_output_tokens Output tokens, likewise; the one that was never set is 0.
@param p_cost_micros What a job is expected to cost when it does not say, in millionths of the currency of its endpoint, 0 to 1000000000000000; -1: nothing, as on a new type.
@returns one row: the type, whether it was created and whether anything changed.
@errors JQ001 JQ201 JQ303
@since 0.1';
