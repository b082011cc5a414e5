-- What waits for an endpoint: what was counted last, and what has changed since. One statement, so that the two fit; no row
-- if it was never counted. It reads the changes since changes were last taken in, and those of transactions that were
-- open even then. Written so that the planner takes it into the query that asks.
create function headgate_private.queue_size(p_endpoint_id integer)
returns table (jobs bigint, tokens bigint, changes bigint, counted_at timestamptz)
language sql
stable
as $$
  select s.jobs + coalesce(c.jobs, 0) + coalesce(o.jobs, 0), s.tokens + coalesce(c.tokens, 0) + coalesce(o.tokens, 0),
    c.changes + coalesce(o.changes, 0), s.counted_at
  from headgate_private.queue_sum s
  cross join lateral (
    select pg_catalog.count(*) as changes, pg_catalog.sum(q.jobs) as jobs, pg_catalog.sum(q.tokens)::bigint as tokens
    from headgate_private.queue_change q
    where q.endpoint_id = s.endpoint_id and q.xid >= s.seen
  ) c
  left join lateral (
    select pg_catalog.count(*) as changes, pg_catalog.sum(q.jobs) as jobs, pg_catalog.sum(q.tokens)::bigint as tokens
    from headgate_private.queue_change q
    where q.endpoint_id = s.endpoint_id and q.xid < s.seen and q.xid = any (s.open_xids)
  ) o on s.open_xids <> '{}'
  where s.endpoint_id = p_endpoint_id
$$;

comment on function headgate_private.queue_size(integer) is 'Jobs and tokens that wait for an endpoint, as far as they were counted.';
