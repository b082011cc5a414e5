create function headgate_private.apply_limit_settings(
  p_endpoint headgate_private.api_rate_limits,
  p_settings jsonb
)
returns headgate_private.api_rate_limits
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  p_endpoint.request_limit := nullif(coalesce((p_settings ->> 'request_limit')::integer, p_endpoint.request_limit), -1);
  p_endpoint.token_limit := nullif(coalesce((p_settings ->> 'token_limit')::integer, p_endpoint.token_limit), -1);
  p_endpoint.concurrency_limit :=
    nullif(coalesce((p_settings ->> 'concurrency_limit')::integer, p_endpoint.concurrency_limit), -1);
  p_endpoint.queue_depth_limit :=
    nullif(coalesce((p_settings ->> 'queue_depth_limit')::integer, p_endpoint.queue_depth_limit), -1);
  p_endpoint.window_seconds := coalesce((p_settings ->> 'window_seconds')::numeric, p_endpoint.window_seconds);
  p_endpoint.skew_allowance_seconds :=
    coalesce((p_settings ->> 'skew_allowance_seconds')::numeric, p_endpoint.skew_allowance_seconds);
  p_endpoint.backpressure := coalesce(p_settings ->> 'backpressure', p_endpoint.backpressure);
  p_endpoint.status := coalesce(p_settings ->> 'status', p_endpoint.status);
  return p_endpoint;
end
$$;

comment on function headgate_private.apply_limit_settings(headgate_private.api_rate_limits, jsonb) is 'An endpoint with some settings changed.';
