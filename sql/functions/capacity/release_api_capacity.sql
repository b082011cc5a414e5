-- Settles a reservation by the delta against its estimate. Idempotent.
-- Effect: reservation moves to reservation_settled; api_rate_limits: the grant's slot corrected, one fewer in flight.
-- Locks:  reservation (or reservation_settled, when late), then api_rate_limits.
create function headgate.release_api_capacity(
  p_reservation_id headgate.reservation_id,
  p_actual_tokens bigint default null,
  p_actual_requests integer default null
)
returns table (
  reservation_id headgate.nn_reservation_id,
  outcome headgate.nn_text,
  charged_tokens headgate.nn_bigint,
  charged_requests headgate.nn_integer
)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
#variable_conflict use_column
declare
  v_now timestamptz := headgate_private.clock();
  v_open headgate_private.reservation;
  v_endpoint headgate_private.api_rate_limits;
  v_requests integer;
  v_tokens bigint;
begin
  perform headgate_private.require(p_reservation_id is not null, 'p_reservation_id', 'must not be null');
  perform headgate_private.require(
    p_actual_tokens is null or p_actual_tokens between 0 and 2147483647, 'p_actual_tokens', 'must be between 0 and 2147483647'
  );
  perform headgate_private.require(
    p_actual_requests is null or p_actual_requests between 0 and 1000000, 'p_actual_requests', 'must be between 0 and 1000000'
  );

  delete from headgate_private.reservation r
  where r.reservation_id = p_reservation_id
    and (r.actor = headgate_private.actor()
      or pg_catalog.pg_has_role(headgate_private.actor(), 'headgate_operator', 'member'))
  returning r.* into v_open;
  if v_open.reservation_id is null then
    return query select l.reservation_id, l.outcome, l.charged_tokens, l.charged_requests
    from headgate_private.release_late(p_reservation_id, p_actual_tokens, p_actual_requests) l;
    return;
  end if;

  v_requests := coalesce(p_actual_requests, v_open.requests);
  v_tokens := coalesce(p_actual_tokens, v_open.tokens);
  v_endpoint := headgate_private.lock_endpoint(v_open.endpoint_id);
  v_endpoint := headgate_private.charge_endpoint(
    v_endpoint, v_open.granted_at, v_requests - v_open.requests, v_tokens - v_open.tokens
  );
  v_endpoint.in_flight := greatest(v_endpoint.in_flight - 1, 0);
  perform headgate_private.store_endpoint(v_endpoint);
  insert into headgate_private.reservation_settled (
    reservation_id, endpoint_id, outcome, estimated_requests, estimated_tokens, charged_requests, charged_tokens,
    granted_at, settled_at, actor
  ) values (
    v_open.reservation_id, v_open.endpoint_id, 'settled', v_open.requests, v_open.tokens, v_requests, v_tokens,
    v_open.granted_at, v_now, v_open.actor
  );
  return query select v_open.reservation_id::headgate.nn_reservation_id, 'settled'::headgate.nn_text,
    v_tokens::headgate.nn_bigint, v_requests::headgate.nn_integer;
end
$$;

comment on function headgate.release_api_capacity(headgate.reservation_id, bigint, integer) is
'Settles a reservation with what the call really cost.

The difference to the estimate is charged or given back in the slot of the grant. Calling it again with the same amounts, or with none, changes nothing and says already_settled. After expiry it charges only what exceeds the estimate and says expired.
@param p_reservation_id The reservation, from acquire_api_capacity.
@param p_actual_tokens Tokens the call cost, 0 to 2147483647; default: the estimate.
@param p_actual_requests Requests the call cost, 0 to 1000000; default: as acquired.
@returns one row: outcome (settled, expired, already_settled) and what is charged in the end.
@errors JQ001 JQ204 JQ205 JQ206
@since 0.1';
