-- Leaves word of every concurrency key of a lane that has blocked jobs, so that the next claims look after it: what is
-- to be done when there are suddenly more places. One probe of the index a key, whatever waits.
-- A claim that looks after a key while the change is not committed may still count by the old number of places, and so
-- leave a job blocked until the next one of its key ends.
create function headgate_private.stir_keys(p_lane integer, p_now timestamptz)
returns void
language sql
set enable_seqscan = off
set enable_bitmapscan = off
as $$
  with recursive keyed as (
    (
      select b.concurrency_key, b.job_id from headgate_private.blocked b
      where b.lane = p_lane
      order by b.concurrency_key
      limit 1
    )
    union all
    select n.concurrency_key, n.job_id
    from keyed k
    cross join lateral (
      select b.concurrency_key, b.job_id from headgate_private.blocked b
      where b.lane = p_lane and b.concurrency_key > k.concurrency_key
      order by b.concurrency_key
      limit 1
    ) n
  )
  insert into headgate_private.ready (xid, job_id, since, lane, tokens, priority)
  select pg_catalog.pg_current_xact_id(), k.job_id, p_now, p_lane, 0, 10 from keyed k
  on conflict do nothing
$$;

comment on function headgate_private.stir_keys(integer, timestamptz) is 'Has every key of a lane looked after.';
