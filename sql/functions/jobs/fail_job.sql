-- Effect: running → queued (after a backoff with jitter) or dead_lettered; lease shrinks by one; reservation
--         settled; error_details grows by one; one audit row.
-- Locks:  lease → job_queue → idempotency → api_rate_limits.
create function headgate.fail_job(
  p_job_id headgate.job_id,
  p_lease_token headgate.lease_token,
  p_error jsonb,
  p_retryable boolean default true,
  p_retry_at timestamptz default null,
  p_actual_tokens bigint default null,
  p_actual_requests integer default null,
  p_actual_input_tokens bigint default null,
  p_actual_output_tokens bigint default null,
  p_actual_cost_micros bigint default null
)
returns table (
  job_id headgate.nn_job_id,
  state headgate.nn_job_state,
  retry_count headgate.nn_integer,
  scheduled_at timestamptz
)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  v_settled headgate_private.settlement;
begin
  perform headgate_private.require_held(p_job_id, p_lease_token);
  v_settled := headgate_private.settlement_of(p_job_id, p_lease_token, headgate_private.attempt_report(p_actual_requests,
    p_actual_tokens, p_actual_input_tokens, p_actual_output_tokens, p_actual_cost_micros));
  perform headgate_private.require(p_error is not null, 'p_error', 'must not be null: say what went wrong');
  perform headgate_private.require(p_retryable is not null, 'p_retryable', 'must not be null');
  perform headgate_private.require_document(p_error, 'p_error');
  if p_retry_at is not null then
    perform headgate_private.require_time(p_retry_at, 'p_retry_at');
  end if;
  v_settled.error := p_error;
  v_settled.retryable := p_retryable;
  v_settled.next_at := p_retry_at;
  v_settled := (headgate_private.fail(array[v_settled]))[1];
  if v_settled.outcome = 'lease_lost' then
    perform headgate_private.raise_lease_lost(p_job_id, p_lease_token);
  end if;
  return query select j.job_id::headgate.nn_job_id, j.state::headgate.nn_job_state, j.retry_count::headgate.nn_integer,
    case when j.state = 'queued' then j.scheduled_at end
  from headgate_private.job_queue j
  where j.job_id = p_job_id;
end
$$;

comment on function headgate.fail_job(headgate.job_id, headgate.lease_token, jsonb, boolean, timestamptz, bigint, integer, bigint, bigint, bigint) is
'Reports that an attempt at a held job failed.

The job is put back in line after the backoff of its type, or dead-lettered if the failure is final, its attempts are used up, or its deadline would pass first.
@param p_job_id The job.
@param p_lease_token The lease under which it was claimed.
@param p_error What went wrong, any JSON up to the setting max_payload_bytes; kept in error_details.
@param p_retryable false: the failure is final.
@param p_retry_at When to try again; default: after the backoff.
@param p_actual_tokens Tokens the attempt cost, 0 to 2147483647; default: what was reserved, or the sum of both kinds. Where the endpoint limits input or output tokens, they count as both.
@param p_actual_requests Requests the attempt made, 0 to 1000000; default: 1.
@param p_actual_input_tokens Input tokens the attempt cost, 0 to 2147483647, in place of p_actual_tokens; default: 0 beside p_actual_output_tokens.
@param p_actual_output_tokens Output tokens the attempt cost, likewise.
@param p_actual_cost_micros What the attempt cost in millionths of the currency of the endpoint, 0 to 1000000000000000; default: what was reserved.
@returns one row: the job, its state (queued or dead_lettered), how often it was retried, and when it may run again.
@errors JQ001 JQ003 JQ004 JQ101 JQ102
@since 0.1';
