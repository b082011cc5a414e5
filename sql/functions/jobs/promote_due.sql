-- Puts jobs whose time has come into line, the earliest p_limit of them. Those that one call promotes share their
-- place and stand in the order of their ids.
-- Effect: scheduled → ready; job_queue notes the place.
-- Locks:  scheduled (skipping locked), then job_queue.
create function headgate_private.promote_due(p_lane integer, p_limit integer)
returns integer
language plpgsql
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set plan_cache_mode = force_generic_plan
set enable_bitmapscan = off
as $$
declare
  v_now timestamptz := headgate_private.clock();
  v_promoted integer;
begin
  with due as materialized (
    select s.ctid as tid
    from headgate_private.scheduled s
    where s.lane = p_lane and s.due_at <= v_now
    order by s.due_at, s.job_id
    limit p_limit
    for update skip locked
  ), gone as (
    delete from headgate_private.scheduled s
    where s.ctid = any (array(select d.tid from due d))
    returning s.job_id, s.lane, s.tokens, s.priority
  ), placed as (
    insert into headgate_private.ready (xid, job_id, lane, tokens, priority)
    select pg_catalog.pg_current_xact_id(), g.job_id, g.lane, g.tokens, g.priority from gone g
  ), noted as (
    update headgate_private.job_queue j
    set ready_xid = pg_catalog.pg_current_xact_id()
    from gone g
    where j.job_id = g.job_id
    returning 1
  )
  select pg_catalog.count(*) into v_promoted from noted;
  return v_promoted;
end
$$;

comment on function headgate_private.promote_due(integer, integer) is 'Promotes due jobs of a lane; returns how many.';
