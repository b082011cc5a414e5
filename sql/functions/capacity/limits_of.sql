create function headgate_private.limits_of(p_endpoint headgate_private.api_rate_limits)
returns jsonb
language sql
immutable
as $$
  select pg_catalog.jsonb_build_object(
    'status', p_endpoint.status, 'request_limit', p_endpoint.request_limit, 'token_limit', p_endpoint.token_limit,
    'concurrency_limit', p_endpoint.concurrency_limit, 'window_seconds', p_endpoint.window_seconds,
    'skew_allowance_seconds', p_endpoint.skew_allowance_seconds, 'queue_depth_limit', p_endpoint.queue_depth_limit,
    'backpressure', p_endpoint.backpressure
  )
$$;

comment on function headgate_private.limits_of(headgate_private.api_rate_limits) is 'The limits of an endpoint as JSON, for the audit trail.';
