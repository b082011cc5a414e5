-- Reads in the order of the index, line by line, and no further than p_most. The bounds are variables: a call of a
-- volatile function in their place would keep the index from being asked for them, and a bitmap would be filled with
-- the whole lane before its first row.
create function headgate_private.lane_backlog(p_lane integer, p_most integer, out jobs bigint, out tokens bigint)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
  v_soon timestamptz := headgate_private.queue_horizon(headgate_private.clock());
begin
  select pg_catalog.count(*), coalesce(pg_catalog.sum(w.tokens), 0)
  into jobs, tokens
  from (
    select s.tokens
    from headgate_private.scheduled s
    where s.lane = p_lane and s.due_at <= v_soon
    union all
    select b.tokens
    from headgate_private.blocked b
    where b.lane = p_lane
    union all
    select r.tokens
    from (select distinct n.priority from headgate_private.line n where n.lane = p_lane and n.priority < 10) n
    left join lateral headgate_private.head_of(p_lane, n.priority) h on true
    cross join lateral (
      select p.tokens
      from headgate_private.ready p
      where p.lane = p_lane and p.priority = n.priority and p.xid = any (h.open_xids)
      union all
      select q.tokens
      from headgate_private.ready q
      where q.lane = p_lane and q.priority = n.priority and (q.xid, q.job_id) >= (coalesce(h.xid, '0'), coalesce(h.job_id, 0))
      limit p_most
    ) r
    limit p_most
  ) w;
end
$$;

comment on function headgate_private.lane_backlog(integer, integer) is 'Number and tokens of the jobs of a lane that may run now or within the longest backpressure delay.';
