-- Effect: queued or running → dead_lettered; one audit row. With a token: fenced. Without: a running job is
--         taken from its holder, for operators only.
-- Locks:  ready or scheduled, or lease; job_queue; idempotency; api_rate_limits.
create function headgate.dead_letter_job(
  p_job_id headgate.job_id,
  p_reason text,
  p_lease_token headgate.lease_token default null
)
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
  perform headgate_private.require_reason(p_reason);
  if p_lease_token is not null then
    perform headgate_private.end_attempt(p_job_id, p_lease_token, 'dead_lettered', null, 'dead_lettered', p_reason, true);
  else
    perform headgate_private.require_operator('dead-lettering a job without its lease token');
    v_job := headgate_private.take_job(p_job_id);
    if v_job.job_id is null then
      perform headgate_private.raise_wrong_state(p_job_id, 'dead-lettered');
    end if;
    perform headgate_private.end_job(v_job, 'dead_lettered', p_reason);
  end if;
  return query select j.job_id::headgate.nn_job_id, j.state::headgate.nn_job_state, j.finished_at::headgate.nn_timestamptz
  from headgate_private.job_queue j
  where j.job_id = p_job_id;
end
$$;

comment on function headgate.dead_letter_job(headgate.job_id, text, headgate.lease_token) is
'Gives a job up: it stays on the record as a dead letter until redrive_jobs or retry_job puts it back in line.
@param p_job_id The job.
@param p_reason Why, 1 to 1000 characters; kept in error_details and the audit trail.
@param p_lease_token The lease under which the caller holds it. Without it only an operator may call; a running job is then taken from its worker.
@returns one row: the job, dead_lettered, and when.
@errors JQ001 JQ101 JQ102 JQ103 JQ105
@since 0.1';
