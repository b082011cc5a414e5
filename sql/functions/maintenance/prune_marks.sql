-- Deletes marks that newer ones have overtaken. It looks at about four pages of the table, wherever they are: going by
-- the index it would walk, again and again, the marks already deleted that a held snapshot keeps.
-- Locks: the rows deleted, skipping locked.
create function headgate_private.prune_marks()
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_bytes bigint := pg_catalog.pg_relation_size('headgate_private.wake_mark');
begin
  delete from headgate_private.wake_mark m
  where m.ctid = any (array(
    select s.ctid
    from headgate_private.wake_mark s tablesample system (least(100, 100.0 * 4 * 8192 / greatest(v_bytes, 1)))
    where exists (select from headgate_private.wake_mark n where n.lane = s.lane and n.mark_id > s.mark_id)
    for update skip locked
  ));
end
$$;

comment on function headgate_private.prune_marks() is 'Deletes some of the marks that no longer count.';
