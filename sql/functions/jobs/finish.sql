-- What every end of a job but completion does: frees its keys, and lists it if it is a dead letter.
-- Locks: idempotency, in key order.
create function headgate_private.finish(p_job_ids bigint[], p_now timestamptz)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if p_job_ids = '{}' then
    return;
  end if;
  perform headgate_private.free_keys(p_job_ids);
  perform headgate_private.release_keys(p_job_ids, false, p_now);
  insert into headgate_private.dead_letter (job_type, job_id, dead_at)
  select j.job_type, j.job_id, p_now
  from headgate_private.job_queue j
  where j.job_id = any (p_job_ids) and j.state = 'dead_lettered';
end
$$;

comment on function headgate_private.finish(bigint[], timestamptz) is 'Cleans up after jobs that were dead-lettered or cancelled.';
