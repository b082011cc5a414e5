-- Its slot had ended when the row was had at last: the call will be made now, and counts from now on.
-- Locks: none; api_rate_limits is already locked, and the reservation is new.
create function headgate_private.charge_later(p_reservation_id bigint, p_at timestamptz)
returns headgate_private.reservation
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_reservation headgate_private.reservation;
  v_endpoint headgate_private.api_rate_limits;
  v_now timestamptz := headgate_private.clock();
begin
  update headgate_private.reservation r
  set granted_at = v_now, expires_at = r.expires_at + (v_now - r.granted_at)
  where r.reservation_id = p_reservation_id
  returning r.* into v_reservation;
  v_endpoint := headgate_private.lock_endpoint(v_reservation.endpoint_id);
  v_endpoint := headgate_private.charge_endpoint(v_endpoint, p_at, -v_reservation.requests, -v_reservation.tokens);
  v_endpoint := headgate_private.charge_endpoint(v_endpoint, v_now, v_reservation.requests, v_reservation.tokens);
  perform headgate_private.store_endpoint(v_endpoint);
  return v_reservation;
end
$$;

comment on function headgate_private.charge_later(bigint, timestamptz) is 'Moves what a reservation was charged at a moment to now; returns it as it is then.';
