-- As queue_size, for whoever decides by it. Where it is old, or there are many changes, he counts, or takes the changes into
-- the sum; whoever finds somebody at it leaves it to him. The count is for jobs whose time comes nearer, of which no call
-- tells; it comes the more rarely the more wait. Until his transaction ends, changes go on piling up.
-- Locks: an advisory try-lock per endpoint, until the transaction ends; queue_sum and queue_change under it.
create function headgate_private.known_queue(p_endpoint headgate_private.api_rate_limits, out jobs bigint, out tokens bigint)
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_size record;
  v_count boolean;
begin
  select q.* into v_size from headgate_private.queue_size(p_endpoint.endpoint_id) q;
  v_count := coalesce(pg_catalog.abs(extract(epoch from headgate_private.clock() - v_size.counted_at)) > 5 + v_size.jobs / 10000, true);
  if v_count or v_size.changes > 64 then
    if pg_catalog.pg_try_advisory_xact_lock(pg_catalog.hashtextextended('headgate.queue', p_endpoint.endpoint_id)) then
      perform headgate_private.sum_queue(p_endpoint.endpoint_id, case when v_count then p_endpoint.queue_depth_limit + 100000 end);
      select q.* into v_size from headgate_private.queue_size(p_endpoint.endpoint_id) q;
    end if;
  end if;
  if v_size.counted_at is null then
    select b.jobs, b.tokens into v_size from headgate_private.endpoint_backlog(p_endpoint.endpoint_id, p_endpoint.queue_depth_limit + 100000) b;
  end if;
  jobs := greatest(v_size.jobs, 0);
  tokens := greatest(v_size.tokens, 0);
end
$$;

comment on function headgate_private.known_queue(headgate_private.api_rate_limits) is 'Jobs and tokens that wait for an endpoint, counted anew if need be.';
