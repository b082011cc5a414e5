-- The way of release_open for a reservation of requests and tokens of one endpoint, in the usual charge modes, without the
-- lists: null when it is not so simple.
-- Locks: api_rate_limits.
create function headgate_private.release_alone(
  p_reservation headgate_private.reservation,
  p_reported headgate_private.charge
)
returns headgate_private.charge
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_now timestamptz := headgate_private.clock();
  v_endpoint headgate_private.api_rate_limits := headgate_private.lock_endpoint(p_reservation.endpoint_id);
  v_requests bigint := coalesce(p_reported.requests, p_reservation.requests);
  v_tokens bigint := coalesce(p_reported.tokens, p_reservation.tokens);
begin
  if v_endpoint.endpoint_id is null or coalesce(v_endpoint.request_charge, v_endpoint.token_charge) is not null then
    return null;
  end if;
  v_endpoint := headgate_private.charge_endpoint(v_endpoint, p_reservation.granted_at, v_requests - p_reservation.requests,
    v_tokens - p_reservation.tokens);
  v_endpoint := headgate_private.free_place(v_endpoint, p_reservation.places, p_reservation.granted_at);
  perform headgate_private.store_endpoint(v_endpoint);
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

comment on function headgate_private.release_alone(headgate_private.reservation, headgate_private.charge) is 'Settles a plain reservation; null: look closer.';
