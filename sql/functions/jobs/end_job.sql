-- queued or running → cancelled or dead_lettered, for a job that take_job gave.
-- Locks: job_queue, idempotency, api_rate_limits.
create function headgate_private.end_job(
  p_job headgate_private.job_queue,
  p_state headgate.job_state,
  p_reason text
)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_now timestamptz := headgate_private.clock();
  v_settlement headgate_private.settlement;
begin
  if p_job.state = 'running' then
    v_settlement.job_id := p_job.job_id;
    v_settlement.lease_token := p_job.lease_token;
    v_settlement.outcome := p_state;
    v_settlement.error := case when p_state = 'dead_lettered' then pg_catalog.to_jsonb(p_reason) end;
    perform headgate_private.hand_back(array[v_settlement], p_state::text, p_reason, true, v_now);
  elsif p_state = 'dead_lettered' then
    perform headgate_private.bury(p_job.job_id, 'operator', p_reason, v_now);
  else
    perform headgate_private.note_waiting(array[p_job.job_id], -1, v_now);
    update headgate_private.job_queue j
    set state = p_state, finished_at = v_now, ready_xid = null
    where j.job_id = p_job.job_id
    returning j.* into p_job;
    perform headgate_private.record_transition(p_job, 'queued', p_state::text, null,
      pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object('reason', p_reason)), v_now);
    perform headgate_private.finish(array[p_job.job_id], v_now);
  end if;
end
$$;

comment on function headgate_private.end_job(headgate_private.job_queue, headgate.job_state, text) is 'Cancels or dead-letters a job that was taken.';
