-- Effect: running → queued at now + delay, consuming no attempt (a snooze); or queued → queued, when nobody holds
--         it. Lease shrinks by one, reservation settled; one audit row.
-- Locks:  lease, or ready or scheduled; job_queue; api_rate_limits.
create function headgate.reschedule_job(
  p_job_id headgate.job_id,
  p_delay_seconds integer,
  p_reason text,
  p_lease_token headgate.lease_token default null,
  p_until timestamptz default null,
  p_actual_tokens bigint default null,
  p_actual_requests integer default null,
  p_actual_input_tokens bigint default null,
  p_actual_output_tokens bigint default null,
  p_actual_cost_micros bigint default null
)
returns table (job_id headgate.nn_job_id, state headgate.nn_job_state, scheduled_at headgate.nn_timestamptz)
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
  v_reported headgate_private.charge;
  v_next_at timestamptz;
begin
  perform headgate_private.require(p_job_id is not null, 'p_job_id', 'must not be null');
  perform headgate_private.require(p_delay_seconds >= 0, 'p_delay_seconds', 'must be 0 seconds or more');
  perform headgate_private.require_reason(p_reason);
  v_next_at := headgate_private.clock() + p_delay_seconds * interval '1 second';
  perform headgate_private.require_time(v_next_at, 'p_delay_seconds');
  if p_until > v_next_at then
    perform headgate_private.require_time(p_until, 'p_until');
    v_next_at := p_until;
  end if;
  v_reported := headgate_private.attempt_report(p_actual_requests, p_actual_tokens, p_actual_input_tokens, p_actual_output_tokens,
    p_actual_cost_micros);
  if p_lease_token is null then
    perform headgate_private.require(v_reported is null, 'p_lease_token',
      'must be given with what an attempt cost');
    perform headgate_private.move_in_line(p_job_id, v_next_at, 'rescheduled', p_reason);
  else
    perform headgate_private.end_attempt(p_job_id, p_lease_token, 'queued', v_next_at, 'rescheduled', p_reason, false, v_reported);
  end if;
  return query select j.job_id::headgate.nn_job_id, j.state::headgate.nn_job_state, j.scheduled_at::headgate.nn_timestamptz
  from headgate_private.job_queue j
  where j.job_id = p_job_id;
end
$$;

comment on function headgate.reschedule_job(headgate.job_id, integer, text, headgate.lease_token, timestamptz, bigint, integer, bigint, bigint, bigint) is
'Puts a job back in line after a delay, without consuming an attempt.

Whoever was told a retry_at passes it as p_until: the job comes back at that moment. What the attempt did not spend of its estimate is given back only if it is reported: p_actual_tokens 0 and p_actual_requests 0 where no call was made.
@param p_job_id The job.
@param p_delay_seconds Seconds from now, 0 up to the setting schedule_horizon_days.
@param p_reason Why, 1 to 1000 characters; kept in the audit trail.
@param p_lease_token The lease under which the caller holds it. Without it the job must be waiting.
@param p_until Not before this moment either, up to the setting schedule_horizon_days ahead.
@param p_actual_tokens Tokens the attempt cost, 0 to 2147483647; default: what was reserved, or the sum of both kinds. Where the endpoint limits input or output tokens, they count as both.
@param p_actual_requests Requests the attempt made, 0 to 1000000; default: 1.
@param p_actual_input_tokens Input tokens the attempt cost, 0 to 2147483647, in place of p_actual_tokens; default: 0 beside p_actual_output_tokens.
@param p_actual_output_tokens Output tokens the attempt cost, likewise.
@param p_actual_cost_micros What the attempt cost in millionths of the currency of the endpoint, 0 to 1000000000000000; default: what was reserved.
@returns one row: the job, queued, and when it may run.
@errors JQ001 JQ004 JQ101 JQ102 JQ103
@since 0.1';
