-- Puts jobs whose time has come into line, the earliest p_limit of them. Those that one call promotes share their
-- place and stand in the order of their ids.
-- Effect: scheduled → ready or blocked; job_queue notes the place.
-- Locks:  scheduled (skipping locked), then job_queue.
create function headgate_private.promote_due(p_lane integer, p_since timestamptz, p_limit integer)
returns integer
language plpgsql
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set plan_cache_mode = force_generic_plan
set enable_bitmapscan = off
as $$
declare
  v_now timestamptz := headgate_private.clock();
  v_promoted bigint[];
begin
  with due as materialized (
    select s.ctid as tid
    from headgate_private.scheduled s
    where s.lane = p_lane and s.due_at <= v_now and s.due_at >= p_since
    order by s.due_at, s.job_id
    limit p_limit
    for update skip locked
  ), gone as (
    delete from headgate_private.scheduled s
    where s.ctid = any (array(select d.tid from due d))
    returning s.job_id
  )
  select pg_catalog.array_agg(g.job_id order by g.job_id) into v_promoted from gone g;
  if v_promoted is null then
    return 0;
  end if;
  perform headgate_private.join_line(v_promoted, v_now);
  return pg_catalog.cardinality(v_promoted);
end
$$;

comment on function headgate_private.promote_due(integer, timestamptz, integer) is 'Promotes jobs of a lane that have come due since a moment; returns how many.';
