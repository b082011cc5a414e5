-- Its slot had ended when the row was had at last: the call will be made now, and counts from now on.
-- Locks: none; api_rate_limits is already locked.
create function headgate_private.charge_later(p_request headgate_private.reservation, p_at timestamptz)
returns timestamptz
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_endpoint headgate_private.api_rate_limits := headgate_private.lock_endpoint(p_request.endpoint_id);
  v_now timestamptz := headgate_private.clock();
begin
  v_endpoint := headgate_private.charge_endpoint(v_endpoint, p_at, -p_request.requests, -p_request.tokens);
  v_endpoint := headgate_private.charge_endpoint(v_endpoint, v_now, p_request.requests, p_request.tokens);
  perform headgate_private.store_endpoint(v_endpoint);
  return v_now;
end
$$;

comment on function headgate_private.charge_later(headgate_private.reservation, timestamptz) is 'Moves what a request was charged at a moment to now; returns now.';
