-- Where to begin in a line. A head beyond every transaction of this cluster comes from a dump restored into a
-- younger one: begin at the front, else new jobs would never be found.
create function headgate_private.head_start(p_head xid8)
returns xid8
language sql
stable
as $$
  select case
    when p_head > pg_catalog.pg_snapshot_xmax(pg_catalog.pg_current_snapshot()) then '0'::xid8
    else p_head
  end
$$;

comment on function headgate_private.head_start(xid8) is 'The position from which a claim looks.';
