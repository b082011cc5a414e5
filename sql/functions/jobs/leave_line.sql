-- Takes a waiting job out of line: whoever deletes its waiting row owns its next transition.
-- Returns the job, locked; or null if it does not wait (any more).
-- Locks: ready, scheduled or blocked, then job_queue.
create function headgate_private.leave_line(p_job_id bigint)
returns headgate_private.job_queue
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_job headgate_private.job_queue;
  v_type headgate_private.job_type;
  v_left integer;
begin
  perform headgate_private.refuse_old_snapshot();
  -- Not found means that somebody claimed, promoted or moved it meanwhile and has committed: look again, unless it runs.
  for v_try in 1 .. 100 loop
    select j.* into v_job from headgate_private.job_queue j where j.job_id = p_job_id;
    if v_job.state is distinct from 'queued' then
      return null;
    end if;
    select t.* into v_type from headgate_private.job_type t where t.job_type = v_job.job_type;
    with ready_gone as (
      delete from headgate_private.ready r
      where r.lane = v_type.lane and r.priority = v_job.priority and r.xid = v_job.ready_xid and r.job_id = p_job_id
      returning 1
    ), scheduled_gone as (
      delete from headgate_private.scheduled s
      where s.lane = v_type.lane and s.due_at = v_job.scheduled_at and s.job_id = p_job_id
      returning 1
    ), blocked_gone as (
      delete from headgate_private.blocked b
      where b.lane = v_type.lane and b.concurrency_key = v_job.concurrency_key and b.priority = v_job.priority
        and b.job_id = p_job_id
      returning 1
    )
    select (select pg_catalog.count(*) from ready_gone) + (select pg_catalog.count(*) from scheduled_gone)
      + (select pg_catalog.count(*) from blocked_gone) into v_left;
    if v_left > 0 then
      select j.* into v_job from headgate_private.job_queue j where j.job_id = p_job_id for no key update;
      return v_job;
    end if;
    exit when headgate_private.lease_of(p_job_id) is not null;
  end loop;
  return null;
end
$$;

comment on function headgate_private.leave_line(bigint) is 'Takes a waiting job out of line and returns it; null if it does not wait.';
