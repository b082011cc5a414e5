-- Moves the heads of a lane (null: of all) that have not moved for a second to a position before which nothing
-- can ever appear: the first visible row, or xmin if that is earlier. A row older than xmin is either visible
-- or gone for ever; a row that others have locked or deleted without committing is visible. Both are read by one
-- statement: with a snapshot each, a row that commits between the two would be left behind the head.
-- Locks: head, skipping locked.
create function headgate_private.move_heads(p_lane integer)
returns integer
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_now timestamptz := headgate_private.clock();
  v_head record;
  v_position xid8;
  v_moved integer := 0;
begin
  for v_head in
    select h.lane, h.priority, h.xid
    from headgate_private.head h
    where (p_lane is null or h.lane = p_lane) and h.moved_at < v_now - interval '1 second'
    for update skip locked
  loop
    select least(
      (
        select r.xid
        from headgate_private.ready r
        where r.lane = v_head.lane and r.priority = v_head.priority and r.xid >= headgate_private.head_start(v_head.xid)
        order by r.xid, r.job_id
        limit 1
      ),
      pg_catalog.pg_snapshot_xmin(pg_catalog.pg_current_snapshot())
    ) into v_position;
    if v_position <> v_head.xid then
      update headgate_private.head h
      set xid = v_position, moved_at = v_now
      where h.lane = v_head.lane and h.priority = v_head.priority;
      v_moved := v_moved + 1;
    end if;
  end loop;
  return v_moved;
end
$$;

comment on function headgate_private.move_heads(integer) is 'Moves heads on; returns how many moved.';
