-- Locks: ready, skipping locked. Unlike pick_ready it takes nothing yet.
create function headgate_private.lock_ready(p_line headgate_private.open_line, p_wanted integer)
returns headgate_private.candidate[]
language plpgsql
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set plan_cache_mode = force_generic_plan
set enable_bitmapscan = off
as $$
declare
  v_lane integer := (p_line.job_type).lane;
  v_last xid8 := case when p_line.of_open_xid then p_line.xid else '18446744073709551615' end;
begin
  return array(
    select row(r.ctid, r.job_id, r.tokens, r.deadline_at)::headgate_private.candidate
    from headgate_private.ready r
    where r.lane = v_lane and r.priority = p_line.priority and (r.xid, r.job_id) >= (p_line.xid, p_line.job_id) and r.xid <= v_last
    order by r.xid, r.job_id
    limit p_wanted
    for update skip locked
  );
end
$$;

comment on function headgate_private.lock_ready(headgate_private.open_line, integer) is 'The first ready rows of a line, locked.';
