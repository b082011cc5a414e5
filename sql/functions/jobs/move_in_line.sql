-- queued → queued at another time, for a job that nobody holds.
-- Locks: ready, scheduled or blocked, then job_queue.
create function headgate_private.move_in_line(
  p_job_id bigint,
  p_next_at timestamptz,
  p_action text,
  p_reason text
)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_now timestamptz := headgate_private.clock();
  v_job headgate_private.job_queue;
begin
  v_job := headgate_private.leave_line(p_job_id);
  if v_job.job_id is null then
    perform headgate_private.raise_wrong_state(p_job_id, p_action || ' without its lease token');
  end if;
  perform headgate_private.note_waiting(array[p_job_id], -1, v_now);
  update headgate_private.job_queue j
  set scheduled_at = greatest(p_next_at, v_now), ready_xid = null
  where j.job_id = p_job_id
  returning j.* into v_job;
  perform headgate_private.record_transition(v_job, 'queued', p_action, null,
    pg_catalog.jsonb_build_object('reason', p_reason, 'next_at', v_job.scheduled_at), v_now);
  perform headgate_private.release_keys(array[p_job_id], false, v_now);
  perform headgate_private.join_line(array[p_job_id], v_now);
  perform headgate_private.note_waiting(array[p_job_id], 1, v_now);
end
$$;

comment on function headgate_private.move_in_line(bigint, timestamptz, text, text) is 'Moves a waiting job to another time.';
