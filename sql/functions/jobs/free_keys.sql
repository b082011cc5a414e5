-- Frees the keys that stood for jobs while they were unfinished, in the order in which enqueue takes keys, so that
-- two batches cannot wait for each other. Each key is looked for by itself: a join might read all of them.
-- Locks: idempotency, in key order.
create function headgate_private.free_keys(p_job_ids bigint[])
returns void
language sql
as $$
  with job as materialized (
    select j.job_id, j.job_type, j.idempotency_key
    from headgate_private.job_queue j
    where j.job_id = any (p_job_ids) and j.idempotency_key is not null
      and j.job_id between (select pg_catalog.min(i) from pg_catalog.unnest(p_job_ids) i)
        and (select pg_catalog.max(i) from pg_catalog.unnest(p_job_ids) i)
    order by j.job_type, j.idempotency_key
  ), held as materialized (
    select k.tid
    from job j
    cross join lateral (
      select i.ctid as tid from headgate_private.idempotency i
      where i.job_type = j.job_type and i.key = j.idempotency_key and i.job_id = j.job_id and i.until_finished
      for update
    ) k
  )
  delete from headgate_private.idempotency i where i.ctid = any (array(select h.tid from held h))
$$;

comment on function headgate_private.free_keys(bigint[]) is 'Frees the idempotency keys of jobs that have just finished.';
