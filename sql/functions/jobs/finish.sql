-- What every end of a job does: frees keys that stood for it while unfinished, lists it if it is a dead letter.
-- Keys are freed in the order in which enqueue takes them, so that two batches cannot wait for each other.
-- Locks: idempotency, in key order.
create function headgate_private.finish(p_job_ids bigint[], p_now timestamptz)
returns void
language sql
as $$
  with held as materialized (
    select i.job_type, i.key
    from headgate_private.job_queue j
    join headgate_private.idempotency i on i.job_type = j.job_type and i.key = j.idempotency_key and i.job_id = j.job_id
    where j.job_id = any (p_job_ids) and j.idempotency_key is not null and i.until_finished
    order by i.job_type, i.key
    for update of i
  ), freed as (
    delete from headgate_private.idempotency i using held h
    where i.job_type = h.job_type and i.key = h.key
  )
  insert into headgate_private.dead_letter (job_type, job_id, dead_at)
  select j.job_type, j.job_id, p_now
  from headgate_private.job_queue j
  where j.job_id = any (p_job_ids) and j.state = 'dead_lettered'
$$;

comment on function headgate_private.finish(bigint[], timestamptz) is 'Cleans up after jobs that have just finished.';
