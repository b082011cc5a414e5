-- Takes the changes that one snapshot sees into the sum; with p_count the sum is what that snapshot sees in line.
-- Locks: see known_queue.
create function headgate_private.sum_queue(p_endpoint headgate_private.api_rate_limits, p_count boolean)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_now timestamptz := headgate_private.clock();
begin
  with taken as (
    delete from headgate_private.queue_change q
    where q.endpoint_id = p_endpoint.endpoint_id
    returning q.jobs, q.tokens
  ), moved as (
    select coalesce(pg_catalog.sum(t.jobs), 0)::bigint as jobs, coalesce(pg_catalog.sum(t.tokens), 0)::bigint as tokens from taken t
  ), counted as (
    select b.jobs, b.tokens
    from headgate_private.endpoint_backlog(p_endpoint.endpoint_id, p_endpoint.queue_depth_limit + 100000) b
    where p_count
  )
  insert into headgate_private.queue_sum as s (endpoint_id, jobs, tokens, seen, counted_at, summed_at)
  select p_endpoint.endpoint_id, coalesce(c.jobs, m.jobs), coalesce(c.tokens, m.tokens),
    pg_catalog.pg_snapshot_xmin(pg_catalog.pg_current_snapshot()), v_now, v_now
  from moved m
  left join counted c on true
  on conflict (endpoint_id) do update
  set jobs = case when p_count then 0 else s.jobs end + excluded.jobs,
    tokens = case when p_count then 0 else s.tokens end + excluded.tokens,
    seen = excluded.seen, summed_at = excluded.summed_at,
    counted_at = case when p_count then excluded.counted_at else s.counted_at end;
end
$$;

comment on function headgate_private.sum_queue(headgate_private.api_rate_limits, boolean) is 'Takes changes into what is known of a queue, or counts it.';
