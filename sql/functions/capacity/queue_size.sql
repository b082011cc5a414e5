-- What waits for an endpoint: what was counted last, and what has changed since. One statement, so that the two fit.
create function headgate_private.queue_size(
  p_endpoint_id integer,
  out jobs bigint,
  out tokens bigint,
  out changes bigint,
  out counted_at timestamptz
)
language sql
stable
as $$
  select s.jobs + c.jobs, s.tokens + c.tokens, c.changes, s.counted_at
  from headgate_private.queue_sum s
  cross join lateral (
    select pg_catalog.count(*) as changes, coalesce(pg_catalog.sum(q.jobs), 0)::bigint as jobs, coalesce(pg_catalog.sum(q.tokens), 0)::bigint as tokens
    from headgate_private.queue_change q
    where q.endpoint_id = s.endpoint_id and q.xid >= s.seen
  ) c
  where s.endpoint_id = p_endpoint_id
$$;

comment on function headgate_private.queue_size(integer) is 'Jobs and tokens that wait for an endpoint, as far as they were counted; null: never.';
