-- retry_at: when the endpoint will have taken what waits beyond its depth limit and one more; a year at most, because
-- a limit lowered under a large backlog gives times that no timestamp can hold.
create function headgate_private.raise_queue_full(
  p_endpoint headgate_private.api_rate_limits,
  p_jobs bigint,
  p_tokens bigint,
  p_now timestamptz,
  p_element integer
)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_excess bigint := p_jobs - p_endpoint.queue_depth_limit + 1;
  v_retry_at timestamptz := p_now + least(31536000, coalesce(
    headgate_private.drain_seconds(p_endpoint, v_excess, (p_tokens::numeric * v_excess / greatest(p_jobs, 1))::bigint),
    headgate_private.setting_number('max_backpressure_delay_seconds')
  )) * interval '1 second';
begin
  perform headgate_private.raise(
    'JQ210',
    pg_catalog.format('%s%s jobs wait for %s/%s, which allows %s; try again at %s',
      case when p_element is not null then pg_catalog.format('p_jobs[%s]: ', p_element) end,
      p_jobs, p_endpoint.provider, p_endpoint.endpoint, p_endpoint.queue_depth_limit, v_retry_at),
    pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object(
      'element', p_element, 'provider', p_endpoint.provider, 'endpoint', p_endpoint.endpoint, 'scope', p_endpoint.scope,
      'queue_depth', p_jobs, 'queue_depth_limit', p_endpoint.queue_depth_limit, 'retry_at', v_retry_at))
  );
end
$$;

comment on function headgate_private.raise_queue_full(headgate_private.api_rate_limits, bigint, bigint, timestamptz, integer) is 'Raises JQ210 queue_full with the moment to try again.';
