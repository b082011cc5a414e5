-- A job that has left the line without being started becomes a dead letter.
-- Locks: job_queue, idempotency.
create function headgate_private.bury(p_job_id bigint, p_reason text, p_message text, p_now timestamptz)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_job headgate_private.job_queue;
begin
  perform headgate_private.note_waiting(array[p_job_id], -1, p_now);
  update headgate_private.job_queue j
  set state = 'dead_lettered', finished_at = p_now, ready_xid = null,
    error_details = headgate_private.with_error(j, j.attempt, j.worker, p_reason, pg_catalog.to_jsonb(p_message), p_now)
  where j.job_id = p_job_id
  returning j.* into v_job;
  if v_job.job_id is null then
    perform headgate_private.raise_old_snapshot();
  end if;
  perform headgate_private.record_transition(v_job, 'queued', 'dead_lettered', null,
    pg_catalog.jsonb_build_object('reason', p_reason), p_now);
  perform headgate_private.finish(array[p_job_id], p_now);
end
$$;

comment on function headgate_private.bury(bigint, text, text, timestamptz) is 'queued → dead_lettered for a job that has left the line.';
