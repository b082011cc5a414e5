-- The way of acquire for an endpoint that lies in no other scope, in the usual charge modes, where the request fits: without
-- lists and verdicts. Null when it is not so simple.
-- Locks: api_rate_limits.
create function headgate_private.acquire_alone(
  p_endpoint headgate_private.api_rate_limits,
  p_request headgate_private.reservation,
  p_ttl_seconds integer
)
returns headgate_private.reservation
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_now timestamptz := headgate_private.clock();
  v_charge headgate_private.charge := headgate_private.charge_of(p_endpoint, p_request.requests, p_request.tokens,
    p_request.input_tokens, p_request.output_tokens, p_request.cost);
begin
  p_endpoint := headgate_private.slid_endpoint(p_endpoint, v_now);
  if headgate_private.refusal(p_endpoint, v_now, v_charge, p_request.places) is not null then
    return null;
  end if;
  p_endpoint := headgate_private.locked_endpoint(p_endpoint.endpoint_id, false);
  if p_endpoint.endpoint_id is null or not headgate_private.stands_alone(p_endpoint) then
    return null;
  end if;
  if p_request.input_tokens is not null or p_request.output_tokens is not null then
    v_charge := headgate_private.charge_of(p_endpoint, p_request.requests, p_request.tokens, p_request.input_tokens,
      p_request.output_tokens, p_request.cost);
  end if;
  v_now := headgate_private.clock();
  p_endpoint := headgate_private.slid_endpoint(p_endpoint, v_now);
  if headgate_private.refusal(p_endpoint, v_now, v_charge, p_request.places) is not null then
    return null;
  end if;
  p_endpoint := headgate_private.charge_endpoint(p_endpoint, v_now, v_charge.requests, v_charge.tokens, v_charge.input_tokens,
    v_charge.output_tokens, v_charge.cost);
  p_endpoint.in_flight := p_endpoint.in_flight + p_request.places;
  perform headgate_private.store_endpoint(p_endpoint);
  if v_charge.tokens <> p_request.tokens or p_endpoint.meters is not null then
    p_request.charges := array[v_charge];
  end if;
  return headgate_private.keep_reservation(p_request, v_now, p_ttl_seconds);
end
$$;

comment on function headgate_private.acquire_alone(headgate_private.api_rate_limits, headgate_private.reservation, integer) is 'Takes the capacity of one request from an endpoint alone; null: look closer.';
