-- Moves the heads of all lines and prunes those that no longer count, a bounded number of them.
create function headgate_private.move_heads(p_limit integer)
returns integer
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_line record;
  v_moved integer := 0;
begin
  for v_line in select distinct n.lane, n.priority from headgate_private.line n order by n.lane, n.priority loop
    v_moved := v_moved + headgate_private.move_head(v_line.lane, v_line.priority)::integer;
    delete from headgate_private.head h
    where (h.lane, h.priority, h.xid, h.job_id, h.seen, h.made_in) in (
      select o.lane, o.priority, o.xid, o.job_id, o.seen, o.made_in
      from headgate_private.head o
      cross join headgate_private.head_of(v_line.lane, v_line.priority) g
      where o.lane = v_line.lane and o.priority = v_line.priority
        and (o.xmin <> o.made_in::xid or (o.xid, o.job_id, o.seen) < (g.xid, g.job_id, g.seen))
      limit p_limit
      for update of o skip locked
    );
  end loop;
  return v_moved;
end
$$;

comment on function headgate_private.move_heads(integer) is 'Moves all heads on; returns how many moved.';
