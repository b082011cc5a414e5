create function headgate_private.store_endpoint(p_endpoint headgate_private.api_rate_limits)
returns void
language sql
as $$
  update headgate_private.api_rate_limits l
  set slot = p_endpoint.slot,
    request_slots = p_endpoint.request_slots,
    token_slots = p_endpoint.token_slots,
    requests_taken = p_endpoint.requests_taken,
    tokens_taken = p_endpoint.tokens_taken,
    in_flight = p_endpoint.in_flight
  where l.endpoint_id = p_endpoint.endpoint_id
$$;

comment on function headgate_private.store_endpoint(headgate_private.api_rate_limits) is 'Writes back what is taken of an endpoint that lock_endpoint gave.';
