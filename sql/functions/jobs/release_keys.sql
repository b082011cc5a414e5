-- Gives back the places that jobs take among those of their concurrency key, and leaves word of it for the next claim.
-- With p_keep_fifo a job that is queued again keeps its place where the jobs of a key go strictly one after the other.
-- The rows are deleted by their place: they are never updated, and no join order can go wrong.
-- Locks: key_slot, of jobs that the caller alone may move.
create function headgate_private.release_keys(p_job_ids bigint[], p_keep_fifo boolean, p_now timestamptz)
returns void
language sql
set search_path = pg_catalog, pg_temp
set enable_nestloop = on
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
  select headgate_private.refuse_old_snapshot();
  with ended as materialized (
    select (
        select k.ctid from headgate_private.key_slot k
        where k.lane = t.lane and k.concurrency_key = j.concurrency_key and k.job_id = j.job_id
      ) as tid
    from pg_catalog.unnest(p_job_ids) as i (job_id)
    join headgate_private.job_queue j on j.job_id = i.job_id
    join headgate_private.job_type t on t.job_type = j.job_type
    where j.concurrency_key is not null and not (p_keep_fifo and t.key_order = 'fifo' and j.state = 'queued')
  ), gone as (
    delete from headgate_private.key_slot k
    where k.ctid = any (array(select e.tid from ended e where e.tid is not null))
    returning k.lane, k.job_id
  ), placed as (
    insert into headgate_private.ready (xid, job_id, since, lane, tokens, priority)
    select pg_catalog.pg_current_xact_id(), g.job_id, p_now, g.lane, 0, 10 from gone g
    on conflict do nothing
    returning lane
  )
  select headgate_private.wake(array(select distinct p.lane from placed p))
$$;

comment on function headgate_private.release_keys(bigint[], boolean, timestamptz) is 'Frees the places of jobs among those of their concurrency keys.';
