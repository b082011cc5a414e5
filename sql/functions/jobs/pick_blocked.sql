-- Deletes the first p_wanted jobs of a key from those that wait behind others: by priority and id, or, where they go
-- strictly one after the other, by id. There the first is taken or none: somebody may have locked it to move it, and may
-- yet not do so.
-- Locks: blocked, skipping locked.
create function headgate_private.pick_blocked(p_lane integer, p_key text, p_order text, p_wanted integer)
returns setof headgate_private.blocked
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if p_order = 'fifo' then
    return query
    with first as materialized (
      select b.ctid as tid
      from headgate_private.blocked b
      where b.ctid = (
        select f.tid
        from pg_catalog.generate_series(0, 9) as n (priority)
        cross join lateral (
          select o.ctid as tid, o.job_id
          from headgate_private.blocked o
          where o.lane = p_lane and o.concurrency_key = p_key and o.priority = n.priority
          order by o.job_id
          limit 1
        ) f
        order by f.job_id
        limit 1
      )
      for update skip locked
    )
    delete from headgate_private.blocked b
    where b.ctid = any (array(select f.tid from first f))
    returning b.*;
  else
    return query
    with first as materialized (
      select b.ctid as tid
      from headgate_private.blocked b
      where b.lane = p_lane and b.concurrency_key = p_key
      order by b.priority, b.job_id
      limit p_wanted
      for update skip locked
    )
    delete from headgate_private.blocked b
    where b.ctid = any (array(select f.tid from first f))
    returning b.*;
  end if;
end
$$;

comment on function headgate_private.pick_blocked(integer, text, text, integer) is 'Takes the first jobs of a key out of those that wait behind others.';
