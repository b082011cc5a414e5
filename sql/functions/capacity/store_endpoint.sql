-- In plpgsql, where a field of a row is found at once: in SQL each is looked for from the first.
create function headgate_private.store_endpoint(p_endpoint headgate_private.api_rate_limits)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_span record := headgate_private.plain_span(p_endpoint);
begin
  update headgate_private.api_rate_limits l
  set slot = p_endpoint.slot,
    request_slots = p_endpoint.request_slots,
    token_slots = p_endpoint.token_slots,
    requests_taken = p_endpoint.requests_taken,
    tokens_taken = p_endpoint.tokens_taken,
    in_flight = p_endpoint.in_flight,
    meters = p_endpoint.meters,
    hold_seconds = p_endpoint.hold_seconds,
    booked_slot = p_endpoint.booked_slot,
    waiting_lane = p_endpoint.waiting_lane,
    waiting_tokens = p_endpoint.waiting_tokens,
    waiting_until = p_endpoint.waiting_until,
    plain_from = v_span.plain_from,
    plain_until = v_span.plain_until
  where l.endpoint_id = p_endpoint.endpoint_id;
end
$$;

comment on function headgate_private.store_endpoint(headgate_private.api_rate_limits) is 'Writes back what is taken of an endpoint that lock_endpoint gave.';
