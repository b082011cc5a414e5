-- Deletes the first p_wanted ready rows of a line, from a row on. Jobs past their deadline leave the line too, but are
-- not to be started. p_of_open_xid: only rows of the first one's transaction.
-- The rows are deleted by their place: they are locked and never updated, and no join order can go wrong.
-- Locks: ready, skipping locked.
create function headgate_private.pick_ready(
  p_lane integer,
  p_priority smallint,
  p_xid xid8,
  p_job_id bigint,
  p_of_open_xid boolean,
  p_wanted integer,
  p_now timestamptz,
  out job_ids bigint[],
  out late_ids bigint[]
)
language plpgsql
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set plan_cache_mode = force_generic_plan
set enable_bitmapscan = off
as $$
declare
  v_last xid8 := case when p_of_open_xid then p_xid else '18446744073709551615' end;
begin
  with candidate as materialized (
    select r.ctid as tid
    from headgate_private.ready r
    where r.lane = p_lane and r.priority = p_priority and (r.xid, r.job_id) >= (p_xid, p_job_id) and r.xid <= v_last
    order by r.xid, r.job_id
    limit p_wanted
    for update skip locked
  ), gone as (
    delete from headgate_private.ready r
    where r.ctid = any (array(select c.tid from candidate c))
    returning r.xid, r.job_id, r.deadline_at <= p_now as late
  )
  select coalesce(pg_catalog.array_agg(g.job_id order by g.xid, g.job_id) filter (where g.late is not true), '{}'),
    pg_catalog.array_agg(g.job_id) filter (where g.late)
  into job_ids, late_ids
  from gone g;
end
$$;

comment on function headgate_private.pick_ready(integer, smallint, xid8, bigint, boolean, integer, timestamptz) is 'Takes the first ready rows of a line.';
