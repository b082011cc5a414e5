-- Charges one locked scope, slid to now, for a call that may be made at p_at, and stores it. Returns what was charged.
-- What begins later is written into the slot of that moment: it counts from now on, since it is promised.
create function headgate_private.take_scope(
  p_endpoint headgate_private.api_rate_limits,
  p_request headgate_private.reservation,
  p_at timestamptz
)
returns headgate_private.charge
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_charge headgate_private.charge := headgate_private.charge_of(p_endpoint, p_request.requests, p_request.tokens,
    p_request.input_tokens, p_request.output_tokens, p_request.cost);
begin
  if coalesce(p_endpoint.request_charge, p_endpoint.token_charge, p_endpoint.input_token_charge, p_endpoint.output_token_charge) is not null then
    v_charge := headgate_private.for_actual_only(p_endpoint, v_charge, 0);
  end if;
  if p_request.starts_at is not null then
    p_endpoint := headgate_private.with_room_until(p_endpoint, p_at);
    if p_request.worker is null then
      p_endpoint.booked_slot := greatest(p_endpoint.booked_slot, headgate_private.slot_of(p_endpoint, p_at));
    end if;
  end if;
  p_endpoint := headgate_private.charge_endpoint(p_endpoint, p_at, v_charge.requests, v_charge.tokens, v_charge.input_tokens,
    v_charge.output_tokens, v_charge.cost);
  p_endpoint.in_flight := p_endpoint.in_flight + p_request.places;
  perform headgate_private.store_endpoint(p_endpoint);
  return v_charge;
end
$$;

comment on function headgate_private.take_scope(headgate_private.api_rate_limits, headgate_private.reservation, timestamptz) is 'Takes the capacity of a request from one scope.';
