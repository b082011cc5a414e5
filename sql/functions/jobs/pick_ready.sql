-- Deletes the first p_wanted ready rows of a line, from a row on, whose tokens together fit into p_tokens (null: no
-- limit). Jobs past their deadline leave the line too, but are not to be started. stopped: a row did not fit, so
-- nothing behind it may be taken either. p_of_open_xid: only rows of the first one's transaction.
-- The rows are deleted by their place: they are locked and never updated, and no join order can go wrong.
-- Locks: ready, skipping locked.
create function headgate_private.pick_ready(
  p_lane integer,
  p_priority smallint,
  p_xid xid8,
  p_job_id bigint,
  p_of_open_xid boolean,
  p_wanted integer,
  p_tokens bigint,
  p_now timestamptz,
  out job_ids bigint[],
  out late_ids bigint[],
  out tokens bigint,
  out stopped boolean
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
    select r.ctid as tid, r.xid, r.job_id, r.tokens
    from headgate_private.ready r
    where r.lane = p_lane and r.priority = p_priority and (r.xid, r.job_id) >= (p_xid, p_job_id) and r.xid <= v_last
    order by r.xid, r.job_id
    limit p_wanted
    for update skip locked
  ), measured as (
    select c.tid,
      p_tokens is null or pg_catalog.sum(c.tokens) over (order by c.xid, c.job_id) <= p_tokens as fits
    from candidate c
  ), gone as (
    delete from headgate_private.ready r
    where r.ctid = any (array(select m.tid from measured m where m.fits))
    returning r.xid, r.job_id, r.tokens, r.deadline_at <= p_now as late
  )
  select coalesce(pg_catalog.array_agg(g.job_id order by g.xid, g.job_id) filter (where g.late is not true), '{}'),
    pg_catalog.array_agg(g.job_id) filter (where g.late),
    coalesce(pg_catalog.sum(g.tokens) filter (where g.late is not true), 0),
    exists (select from measured m where not m.fits)
  into job_ids, late_ids, tokens, stopped
  from gone g;
end
$$;

comment on function headgate_private.pick_ready(integer, smallint, xid8, bigint, boolean, integer, bigint, timestamptz) is 'Takes the first ready rows of a line that fit.';
