-- Effect: queued or running → cancelled; a running one leaves its lease, so that its holder's next call about it
--         gets lease_lost; one audit row. A cancelled job stays cancelled, and that is no error.
-- Locks:  ready or scheduled, or lease; job_queue; idempotency; api_rate_limits.
create function headgate.cancel_job(p_job_id headgate.job_id, p_reason text default null)
returns table (job_id headgate.nn_job_id, state headgate.nn_job_state, finished_at headgate.nn_timestamptz)
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
  v_job headgate_private.job_queue;
begin
  perform headgate_private.require(p_job_id is not null, 'p_job_id', 'must not be null');
  if p_reason is not null then
    perform headgate_private.require_reason(p_reason);
  end if;
  v_job := headgate_private.take_job(p_job_id);
  if v_job.job_id is not null then
    perform headgate_private.end_job(v_job, 'cancelled', p_reason);
  elsif not exists (select from headgate_private.job_queue j where j.job_id = p_job_id and j.state = 'cancelled') then
    perform headgate_private.raise_wrong_state(p_job_id, 'cancelled');
  end if;
  return query select j.job_id::headgate.nn_job_id, j.state::headgate.nn_job_state, j.finished_at::headgate.nn_timestamptz
  from headgate_private.job_queue j
  where j.job_id = p_job_id;
end
$$;

comment on function headgate.cancel_job(headgate.job_id, text) is
'Cancels a job that waits or runs.

A running job is taken from its worker: the next heartbeat no longer lists it, and its result is refused with lease_lost.
@param p_job_id The job.
@param p_reason Why, 1 to 1000 characters; kept in the audit trail.
@returns one row: the job, cancelled, and when.
@errors JQ001 JQ101 JQ103
@since 0.1';
