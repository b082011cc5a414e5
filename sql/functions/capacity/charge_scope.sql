-- One scope, locked and slid to now, after the charge for a call that may be made at p_at, and what was charged. What begins
-- later is written into the slot of that moment: it counts from now on, since it is promised.
create function headgate_private.charge_scope(
  p_endpoint headgate_private.api_rate_limits,
  p_request headgate_private.reservation,
  p_at timestamptz,
  out endpoint headgate_private.api_rate_limits,
  out charge headgate_private.charge
)
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  charge := headgate_private.for_actual_only(p_endpoint, headgate_private.charge_of(p_endpoint, p_request.requests,
    p_request.tokens, p_request.input_tokens, p_request.output_tokens, p_request.cost), 0);
  if p_request.starts_at is not null then
    p_endpoint := headgate_private.with_room_until(p_endpoint, p_at);
    if p_request.worker is null then
      p_endpoint.booked_slot := greatest(p_endpoint.booked_slot, headgate_private.slot_of(p_endpoint, p_at));
    end if;
  end if;
  endpoint := headgate_private.charge_endpoint(p_endpoint, p_at, charge.requests, charge.tokens, charge.input_tokens,
    charge.output_tokens, charge.cost);
  endpoint.in_flight := endpoint.in_flight + p_request.places;
end
$$;

comment on function headgate_private.charge_scope(headgate_private.api_rate_limits, headgate_private.reservation, timestamptz) is 'One scope after the charge for a request.';
