-- Effect: running → queued at now + delay, consuming no attempt (a snooze); or queued → queued, when nobody holds
--         it. Lease shrinks by one, reservation settled; one audit row.
-- Locks:  lease, or ready or scheduled; job_queue; api_rate_limits.
create function headgate.reschedule_job(
  p_job_id headgate.job_id,
  p_delay_seconds integer,
  p_reason text,
  p_lease_token headgate.lease_token default null
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
  v_next_at timestamptz;
begin
  perform headgate_private.require(p_job_id is not null, 'p_job_id', 'must not be null');
  perform headgate_private.require(p_delay_seconds >= 0, 'p_delay_seconds', 'must be 0 seconds or more');
  perform headgate_private.require_reason(p_reason);
  v_next_at := headgate_private.clock() + p_delay_seconds * interval '1 second';
  perform headgate_private.require_time(v_next_at, 'p_delay_seconds');
  if p_lease_token is null then
    perform headgate_private.move_in_line(p_job_id, v_next_at, 'rescheduled', p_reason);
  else
    perform headgate_private.end_attempt(p_job_id, p_lease_token, 'queued', v_next_at, 'rescheduled', p_reason, false);
  end if;
  return query select j.job_id::headgate.nn_job_id, j.state::headgate.nn_job_state, j.scheduled_at::headgate.nn_timestamptz
  from headgate_private.job_queue j
  where j.job_id = p_job_id;
end
$$;

comment on function headgate.reschedule_job(headgate.job_id, integer, text, headgate.lease_token) is
'Puts a job back in line after a delay, without consuming an attempt.
@param p_job_id The job.
@param p_delay_seconds Seconds from now, 0 up to the setting schedule_horizon_days.
@param p_reason Why, 1 to 1000 characters; kept in the audit trail.
@param p_lease_token The lease under which the caller holds it. Without it the job must be waiting.
@returns one row: the job, queued, and when it may run.
@errors JQ001 JQ004 JQ101 JQ102 JQ103
@since 0.1';
