-- Effect: running → queued at p_next_at, consuming the attempt; or queued → queued; or dead_lettered → queued with
--         its attempts given back. One audit row.
-- Locks:  lease, or ready or scheduled, or dead_letter; job_queue; api_rate_limits.
create function headgate.retry_job(
  p_job_id headgate.job_id,
  p_next_at timestamptz,
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
begin
  perform headgate_private.require(p_job_id is not null, 'p_job_id', 'must not be null');
  perform headgate_private.require_reason(p_reason);
  perform headgate_private.require_time(p_next_at, 'p_next_at');
  if p_lease_token is not null then
    perform headgate_private.end_attempt(p_job_id, p_lease_token, 'queued', p_next_at, 'retried', p_reason, true);
  elsif not headgate_private.redrive(p_job_id, p_next_at, p_reason) then
    perform headgate_private.move_in_line(p_job_id, p_next_at, 'retried', p_reason);
  end if;
  return query select j.job_id::headgate.nn_job_id, j.state::headgate.nn_job_state, j.scheduled_at::headgate.nn_timestamptz
  from headgate_private.job_queue j
  where j.job_id = p_job_id;
end
$$;

comment on function headgate.retry_job(headgate.job_id, timestamptz, text, headgate.lease_token) is
'Makes a job run again at a given time.

A held job loses this attempt and is tried again even if it was the last one; a waiting one is moved; a dead letter is redriven with its attempts given back.
@param p_job_id The job.
@param p_next_at When, up to the setting schedule_horizon_days ahead; the past means at once.
@param p_reason Why, 1 to 1000 characters; kept in the audit trail.
@param p_lease_token The lease under which the caller holds it. Without it the job must be waiting or a dead letter.
@returns one row: the job, queued, and when it may run.
@errors JQ001 JQ004 JQ101 JQ102 JQ103
@since 0.1';
