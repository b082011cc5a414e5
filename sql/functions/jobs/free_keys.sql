-- Frees the keys that stood for jobs while they were unfinished, in the order in which enqueue takes keys, so that
-- two batches cannot wait for each other.
-- Locks: idempotency, in key order.
create function headgate_private.free_keys(p_job_ids bigint[])
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
  )
  delete from headgate_private.idempotency i using held h
  where i.job_type = h.job_type and i.key = h.key
$$;

comment on function headgate_private.free_keys(bigint[]) is 'Frees the idempotency keys of jobs that have just finished.';
