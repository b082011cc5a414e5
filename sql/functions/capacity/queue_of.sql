-- Of an endpoint whose queue is known, whether to look at it closer before so many jobs with ids up to p_last_id are put
-- into it: it may be full, or must be counted or summed. No row for another endpoint.
-- Far below its limit nobody looks at what has changed: it is less than the number of job ids given out since the sum
-- before the last, and what was enqueued by those that were open at both. Some of those that find that to be much look.
-- Written so that the planner takes it into the query that asks.
create function headgate_private.queue_of(p_endpoint_id integer, p_jobs integer, p_last_id bigint, p_now timestamptz)
returns table (endpoint_id integer, pressed boolean)
language sql
stable
as $$
  select l.endpoint_id, coalesce(
    s.jobs + coalesce(o.jobs, 0) + p_last_id - s.job_id_before > l.queue_depth_limit
      or p_last_id - s.job_id > 64 and p_last_id % 16 < p_jobs
      or pg_catalog.abs(extract(epoch from p_now - s.counted_at)) > 5 + s.jobs / 10000,
    true)
  from headgate_private.api_rate_limits l
  left join headgate_private.queue_sum s on s.endpoint_id = l.endpoint_id
  left join lateral (
    select pg_catalog.sum(q.jobs) as jobs
    from headgate_private.queue_change q
    where q.endpoint_id = s.endpoint_id and q.xid < s.seen and q.xid = any (s.open_xids)
  ) o on s.open_xids <> '{}'
  where l.endpoint_id = p_endpoint_id and l.queue_depth_limit is not null and l.backpressure <> 'accept'
$$;

comment on function headgate_private.queue_of(integer, integer, bigint, timestamptz) is 'Whether to look closer at the queue of an endpoint; no row if its queue is not known.';
