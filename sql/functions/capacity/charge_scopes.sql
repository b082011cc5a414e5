-- As charge_scope, for all scopes of a request. Where what was charged is what the request says anyway, it is not kept.
create function headgate_private.charge_scopes(
  p_endpoints headgate_private.api_rate_limits[],
  p_request headgate_private.reservation,
  p_at timestamptz,
  out endpoints headgate_private.api_rate_limits[],
  out request headgate_private.reservation
)
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_charged record;
  v_charges headgate_private.charge[] := '{}';
begin
  endpoints := p_endpoints;
  request := p_request;
  for v_number in 1 .. pg_catalog.cardinality(endpoints) loop
    v_charged := headgate_private.charge_scope(endpoints[v_number], p_request, p_at);
    endpoints[v_number] := v_charged.endpoint;
    v_charges := v_charges || v_charged.charge;
  end loop;
  if pg_catalog.cardinality(v_charges) > 1 or v_charges[1] is distinct from
    row(p_request.endpoint_id, p_request.requests, p_request.tokens, 0, 0, 0)::headgate_private.charge
  then
    request.charges := v_charges;
  end if;
end
$$;

comment on function headgate_private.charge_scopes(headgate_private.api_rate_limits[], headgate_private.reservation, timestamptz) is 'All scopes after the charge for a request, and the request with what was charged.';
