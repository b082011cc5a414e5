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
  v_charged record := headgate_private.charge_scopes(p_endpoints, p_request, p_at);
  v_endpoint headgate_private.api_rate_limits;
begin
  foreach v_endpoint in array v_charged.endpoints loop
    perform headgate_private.store_endpoint(v_endpoint);
  end loop;
  return headgate_private.keep_reservation(v_charged.request, p_at, p_ttl_seconds);
end
$$;

comment on function headgate_private.take_capacity(headgate_private.api_rate_limits[], headgate_private.reservation, timestamptz, integer) is 'Takes the capacity of a request from all of its scopes.';
