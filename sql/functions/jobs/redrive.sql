-- dead_lettered → queued. Whoever deletes the dead_letter row owns the transition. False: it is no dead letter.
-- Locks: dead_letter, then job_queue.
create function headgate_private.redrive(p_job_id bigint, p_next_at timestamptz, p_reason text)
returns boolean
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_now timestamptz := headgate_private.clock();
  v_job headgate_private.job_queue;
begin
  delete from headgate_private.dead_letter d
  where d.job_type = (select j.job_type from headgate_private.job_queue j where j.job_id = p_job_id)
    and d.job_id = p_job_id;
  if not found then
    return false;
  end if;
  update headgate_private.job_queue j
  set state = 'queued', attempt = 0, finished_at = null, scheduled_at = greatest(p_next_at, v_now),
    ready_xid = null,
    deadline_at = case when j.deadline_at > greatest(p_next_at, v_now) then j.deadline_at end
  where j.job_id = p_job_id
  returning j.* into v_job;
  perform headgate_private.record_transition(v_job, 'dead_lettered', 'redriven', null,
    pg_catalog.jsonb_build_object('reason', p_reason, 'next_at', v_job.scheduled_at), v_now);
  perform headgate_private.join_line(array[p_job_id], v_now);
  perform headgate_private.note_waiting(array[p_job_id], 1, v_now);
  return true;
end
$$;

comment on function headgate_private.redrive(bigint, timestamptz, text) is 'Puts one dead letter back in line; false if the job is none.';
