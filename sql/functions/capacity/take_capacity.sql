-- Charges locked endpoints, slid to now, for a call that may be made at p_at, and stores them. Returns what was charged of
-- each; null where that is what the reservation says anyway.
-- Locks: none; api_rate_limits is already locked.
create function headgate_private.take_capacity(
  p_endpoints headgate_private.api_rate_limits[],
  p_request headgate_private.reservation,
  p_at timestamptz
)
returns headgate_private.charge[]
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_endpoint headgate_private.api_rate_limits;
  v_charge headgate_private.charge;
  v_charges headgate_private.charge[] := '{}';
begin
  foreach v_endpoint in array p_endpoints loop
    v_charge := headgate_private.for_actual_only(v_endpoint, headgate_private.charge_of(v_endpoint, p_request.requests,
      p_request.tokens, p_request.input_tokens, p_request.output_tokens, p_request.cost), 0);
    v_endpoint := headgate_private.charge_endpoint(v_endpoint, p_at, v_charge.requests, v_charge.tokens, v_charge.input_tokens,
      v_charge.output_tokens, v_charge.cost);
    v_endpoint.in_flight := v_endpoint.in_flight + p_request.places;
    perform headgate_private.store_endpoint(v_endpoint);
    v_charges := v_charges || v_charge;
  end loop;
  return case
    when pg_catalog.cardinality(v_charges) > 1 or v_charges[1] <>
      row(p_request.endpoint_id, p_request.requests, p_request.tokens, 0, 0, 0)::headgate_private.charge
    then v_charges
  end;
end
$$;

comment on function headgate_private.take_capacity(headgate_private.api_rate_limits[], headgate_private.reservation, timestamptz) is 'Takes the capacity of a request from all of its scopes.';
