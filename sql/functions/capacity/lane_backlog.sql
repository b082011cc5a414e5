create function headgate_private.lane_backlog(p_lane integer, p_most integer, out jobs bigint, out tokens bigint)
language sql
stable
as $$
  select pg_catalog.count(*), coalesce(pg_catalog.sum(w.tokens), 0)::bigint
  from (
    select s.tokens
    from headgate_private.scheduled s
    where s.lane = p_lane
      and s.due_at <= headgate_private.clock()
        + headgate_private.setting_number('max_backpressure_delay_seconds') * interval '1 second'
    union all
    select r.tokens
    from headgate_private.head h
    join headgate_private.ready r
      on r.lane = h.lane and r.priority = h.priority and r.xid >= headgate_private.head_start(h.xid)
    where h.lane = p_lane
    limit p_most
  ) w
$$;

comment on function headgate_private.lane_backlog(integer, integer) is 'Number and tokens of the jobs of a lane that may run now or within the longest backpressure delay.';
