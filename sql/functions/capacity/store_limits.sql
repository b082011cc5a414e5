create function headgate_private.store_limits(p_endpoint headgate_private.api_rate_limits, p_now timestamptz)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  update headgate_private.api_rate_limits l
  set status = p_endpoint.status,
    mode = p_endpoint.mode,
    oversize = p_endpoint.oversize,
    request_limit = p_endpoint.request_limit,
    token_limit = p_endpoint.token_limit,
    input_token_limit = p_endpoint.input_token_limit,
    output_token_limit = p_endpoint.output_token_limit,
    input_token_weight = p_endpoint.input_token_weight,
    output_token_weight = p_endpoint.output_token_weight,
    concurrency_limit = p_endpoint.concurrency_limit,
    day_request_limit = p_endpoint.day_request_limit,
    day_token_limit = p_endpoint.day_token_limit,
    day_cost_limit = p_endpoint.day_cost_limit,
    day_time_zone = p_endpoint.day_time_zone,
    currency = p_endpoint.currency,
    request_charge = p_endpoint.request_charge,
    token_charge = p_endpoint.token_charge,
    input_token_charge = p_endpoint.input_token_charge,
    output_token_charge = p_endpoint.output_token_charge,
    parent_ids = p_endpoint.parent_ids,
    window_seconds = p_endpoint.window_seconds,
    skew_allowance_seconds = p_endpoint.skew_allowance_seconds,
    queue_depth_limit = p_endpoint.queue_depth_limit,
    backpressure = p_endpoint.backpressure,
    ring_started_at = p_endpoint.ring_started_at,
    origin = p_endpoint.origin,
    updated_at = p_now,
    updated_by = headgate_private.actor()
  where l.endpoint_id = p_endpoint.endpoint_id;
  perform headgate_private.store_endpoint(p_endpoint);
end
$$;

comment on function headgate_private.store_limits(headgate_private.api_rate_limits, timestamptz) is 'Writes back the limits of a locked endpoint.';
