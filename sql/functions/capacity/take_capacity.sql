-- Charges locked scopes, slid to now, for a call that may be made at p_at, and notes who holds it. Where that is what the
-- reservation says anyway, the charges are not kept.
-- Locks: none; api_rate_limits is already locked.
create function headgate_private.take_capacity(
  p_endpoints headgate_private.api_rate_limits[],
  p_request headgate_private.reservation,
  p_at timestamptz,
  p_ttl_seconds integer
)
returns headgate_private.reservation
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_endpoint headgate_private.api_rate_limits;
  v_charges headgate_private.charge[] := '{}';
begin
  foreach v_endpoint in array p_endpoints loop
    v_charges := v_charges || headgate_private.take_scope(v_endpoint, p_request, p_at);
  end loop;
  if pg_catalog.cardinality(v_charges) > 1 or v_charges[1] is distinct from
    row(p_request.endpoint_id, p_request.requests, p_request.tokens, 0, 0, 0)::headgate_private.charge
  then
    p_request.charges := v_charges;
  end if;
  return headgate_private.keep_reservation(p_request, p_at, p_ttl_seconds);
end
$$;

comment on function headgate_private.take_capacity(headgate_private.api_rate_limits[], headgate_private.reservation, timestamptz, integer) is 'Takes the capacity of a request from all of its scopes.';
