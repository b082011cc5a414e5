-- Rotates one hot table that is worth it, if any, and at most one in ten seconds whoever calls: who comes to a table
-- while somebody waits for it waits too.
-- Returns null if no table was locked; else how many were rotated, 0 or 1, and the caller must end its transaction
-- without waiting for anything: nobody else can use the table until then.
-- Locks: as rotate_table.
create function headgate_private.rotate()
returns integer
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_now bigint := extract(epoch from headgate_private.clock()) * 1000000;
  v_last bigint := pg_catalog.pg_sequence_last_value('headgate_private.sweep_rotated_at_seq');
  v_table text;
  v_rotated boolean;
begin
  if v_now >= v_last and v_now < v_last + 10000000 then
    return null;
  end if;
  select t.name into v_table
  from headgate_private.hot_tables() t
  where t.bloated
  order by headgate_private.lot()
  limit 1;
  if v_table is null then
    return null;
  end if;
  v_rotated := headgate_private.rotate_table(v_table, 10000);
  perform pg_catalog.setval('headgate_private.sweep_rotated_at_seq', v_now);
  return v_rotated::integer;
end
$$;

comment on function headgate_private.rotate() is 'Rotates one of the hot tables if it is worth it; returns how many, or null if none was locked.';
