create function headgate_private.store_limits(p_endpoint headgate_private.api_rate_limits, p_now timestamptz)
returns void
language sql
as $$
  update headgate_private.api_rate_limits l
  set status = p_endpoint.status,
    request_limit = p_endpoint.request_limit,
    token_limit = p_endpoint.token_limit,
    concurrency_limit = p_endpoint.concurrency_limit,
    window_seconds = p_endpoint.window_seconds,
    skew_allowance_seconds = p_endpoint.skew_allowance_seconds,
    queue_depth_limit = p_endpoint.queue_depth_limit,
    backpressure = p_endpoint.backpressure,
    slot = p_endpoint.slot,
    ring_started_at = p_endpoint.ring_started_at,
    request_slots = p_endpoint.request_slots,
    token_slots = p_endpoint.token_slots,
    requests_taken = p_endpoint.requests_taken,
    tokens_taken = p_endpoint.tokens_taken,
    origin = p_endpoint.origin,
    updated_at = p_now,
    updated_by = headgate_private.actor()
  where l.endpoint_id = p_endpoint.endpoint_id
$$;

comment on function headgate_private.store_limits(headgate_private.api_rate_limits, timestamptz) is 'Writes back the limits of a locked endpoint.';
