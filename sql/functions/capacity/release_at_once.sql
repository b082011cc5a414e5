-- release_open for what acquire_at_once took. Null: look closer.
-- Locks: api_rate_limits.
create function headgate_private.release_at_once(
  p_reservation headgate_private.reservation,
  p_reported headgate_private.charge
)
returns headgate_private.charge
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_now timestamptz := headgate_private.clock();
  v_requests bigint := coalesce(p_reported.requests, p_reservation.requests);
  v_tokens bigint := coalesce(p_reported.tokens, p_reservation.tokens);
begin
  if not headgate_private.charge_at_once(p_reservation.endpoint_id, p_reservation.granted_at, p_reservation.slot,
    v_requests - p_reservation.requests, v_tokens - p_reservation.tokens, -p_reservation.places,
    least(greatest(extract(epoch from v_now - p_reservation.granted_at), 0), 86400)::double precision)
  then
    return null;
  end if;
  insert into headgate_private.reservation_settled (
    reservation_id, endpoint_id, outcome, estimated_requests, estimated_tokens, charged_requests, charged_tokens,
    granted_at, settled_at, actor
  ) values (
    p_reservation.reservation_id, p_reservation.endpoint_id, 'settled', p_reservation.requests, p_reservation.tokens,
    v_requests, v_tokens, p_reservation.granted_at, v_now, p_reservation.actor
  );
  return row(p_reservation.endpoint_id, v_requests, v_tokens, 0, 0, 0)::headgate_private.charge;
end
$$;

comment on function headgate_private.release_at_once(headgate_private.reservation, headgate_private.charge) is 'Settles a reservation of a plain endpoint.';
