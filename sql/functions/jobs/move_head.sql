-- Moves the head of a line to a position before which nothing can ever appear. A ready row carries the id of the
-- transaction that inserted it. Once that has ended, the row is visible or gone for ever; rows that others have locked,
-- or deleted without having committed, are visible. So the position is the first visible row, or the first transaction
-- that is still open, if that is earlier. A transaction that was open already when the head was last made may stay
-- open for long: the head passes it and keeps it in mind. All is read by one statement: with a snapshot each, a row
-- that commits between two would be left behind. Nothing is updated and nobody is waited for.
-- Returns whether the head has moved.
create function headgate_private.move_head(p_lane integer, p_priority smallint)
returns boolean
language plpgsql
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
set plan_cache_mode = force_generic_plan
as $$
declare
  v_old headgate_private.head;
  v_seen record;
  v_new headgate_private.head;
begin
  select h.* into v_old from headgate_private.head_of(p_lane, p_priority) h;
  select pg_catalog.pg_current_snapshot() as snapshot, f.xid, f.job_id, array(
      select o.xid
      from pg_catalog.unnest(v_old.open_xids) as o (xid)
      where (
        select r.job_id from headgate_private.ready r
        where r.lane = p_lane and r.priority = p_priority and r.xid = o.xid
        limit 1
      ) is not null
    ) as unclaimed
  into v_seen
  from (select) one
  left join lateral (
    select r.xid, r.job_id
    from headgate_private.ready r
    where r.lane = p_lane and r.priority = p_priority
      and (r.xid, r.job_id) >= (coalesce(v_old.xid, '0'), coalesce(v_old.job_id, 0))
    order by r.xid, r.job_id
    limit 1
  ) f on true;

  v_new := headgate_private.next_head(v_old, v_seen.snapshot, pg_catalog.pg_current_xact_id_if_assigned(), v_seen.xid, v_seen.job_id,
    v_seen.unclaimed);
  if (v_new.xid, v_new.job_id, v_new.open_xids) is not distinct from (v_old.xid, v_old.job_id, v_old.open_xids)
    or (v_new.xid, v_new.job_id) < (v_old.xid, v_old.job_id)
  then
    return false;
  end if;
  insert into headgate_private.head (lane, priority, xid, job_id, seen, open_xids, made_at)
  values (p_lane, p_priority, v_new.xid, v_new.job_id, v_new.seen, v_new.open_xids, headgate_private.clock())
  on conflict do nothing;
  return true;
end
$$;

comment on function headgate_private.move_head(integer, smallint) is 'Moves the head of a line on; returns whether it moved.';
