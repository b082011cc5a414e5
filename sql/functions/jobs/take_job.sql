-- Takes a job from wherever it is: out of line, or out of its holder's lease, expired or not. Returns the job, locked,
-- in the state it was in, with the token of its lease if it was running; null: it has finished, or does not exist.
-- Locks: ready, scheduled or blocked, else lease; then job_queue.
create function headgate_private.take_job(p_job_id bigint)
returns headgate_private.job_queue
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_job headgate_private.job_queue;
  v_token uuid;
begin
  for v_try in 1 .. 100 loop
    v_job := headgate_private.leave_line(p_job_id);
    if v_job.job_id is not null then
      return v_job;
    end if;
    v_token := headgate_private.lease_of(p_job_id);
    perform from headgate_private.lease l
    where l.lease_token = v_token and p_job_id = any (l.job_ids)
    for update;
    if found then
      select j.* into v_job from headgate_private.job_queue j where j.job_id = p_job_id for no key update;
      v_job.state := 'running';
      v_job.lease_token := v_token;
      return v_job;
    end if;
    select j.* into v_job from headgate_private.job_queue j where j.job_id = p_job_id;
    exit when v_job.state is distinct from 'queued';
  end loop;
  return null;
end
$$;

comment on function headgate_private.take_job(bigint) is 'Takes a job out of line or from its holder and returns it; null if it has finished.';
