-- The lanes that have something ready and are not paused, the best head of line first: by priority, then age.
create function headgate_private.lanes_in_order(p_job_types text[])
returns setof headgate_private.job_type
language sql
stable
as $$
  select t.*
  from headgate_private.job_type t
  cross join lateral (
    select r.priority, r.xid
    from headgate_private.head h
    cross join lateral (
      select r.priority, r.xid
      from headgate_private.ready r
      where r.lane = h.lane and r.priority = h.priority and r.xid >= headgate_private.head_start(h.xid)
      order by r.xid, r.job_id
      limit 1
    ) r
    where h.lane = t.lane
    order by h.priority
    limit 1
  ) first
  where t.job_type = any (p_job_types) and t.paused_at is null
  order by first.priority, first.xid, t.lane
$$;

comment on function headgate_private.lanes_in_order(text[]) is 'The lanes to claim from, in the order to do so.';
