-- What every end of a job does: frees keys that stood for it while unfinished, lists it if it is a dead letter.
create function headgate_private.finish(p_job_ids bigint[], p_now timestamptz)
returns void
language sql
as $$
  with freed as (
    delete from headgate_private.idempotency i
    using headgate_private.job_queue j
    where j.job_id = any (p_job_ids) and j.idempotency_key is not null
      and i.job_type = j.job_type and i.key = j.idempotency_key and i.job_id = j.job_id and i.until_finished
  )
  insert into headgate_private.dead_letter (job_type, job_id, dead_at)
  select j.job_type, j.job_id, p_now
  from headgate_private.job_queue j
  where j.job_id = any (p_job_ids) and j.state = 'dead_lettered'
$$;

comment on function headgate_private.finish(bigint[], timestamptz) is 'Cleans up after jobs that have just finished.';
