-- A release of a reservation that is no longer open: unknown, somebody else's, settled, or expired.
-- Effect: an expired one is settled by charging what exceeds its estimate; nothing is given back.
-- Locks:  reservation_settled, then api_rate_limits.
create function headgate_private.release_late(
  p_reservation_id bigint,
  p_actual_tokens bigint,
  p_actual_requests integer
)
returns table (
  reservation_id headgate.nn_reservation_id,
  outcome headgate.nn_text,
  charged_tokens headgate.nn_bigint,
  charged_requests headgate.nn_integer
)
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_past headgate_private.reservation_settled;
  v_endpoint headgate_private.api_rate_limits;
  v_outcome text;
begin
  select s.* into v_past from headgate_private.reservation_settled s
  where s.reservation_id = p_reservation_id
  for update;
  if v_past.reservation_id is null or v_past.actor <> headgate_private.actor() then
    perform headgate_private.refuse_foreign_reservation(p_reservation_id, v_past.actor);
  end if;

  if v_past.outcome = 'expired' then
    v_outcome := 'expired';
    v_endpoint := headgate_private.lock_endpoint(v_past.endpoint_id);
    v_endpoint := headgate_private.charge_endpoint(
      v_endpoint, v_past.granted_at,
      greatest(p_actual_requests - v_past.charged_requests, 0),
      greatest(p_actual_tokens - v_past.charged_tokens, 0)
    );
    perform headgate_private.store_endpoint(v_endpoint);
    v_past.charged_requests := greatest(p_actual_requests, v_past.charged_requests);
    v_past.charged_tokens := greatest(p_actual_tokens, v_past.charged_tokens);
    update headgate_private.reservation_settled s
    set outcome = 'settled', charged_requests = v_past.charged_requests, charged_tokens = v_past.charged_tokens
    where s.reservation_id = p_reservation_id;
  elsif coalesce(p_actual_tokens, v_past.charged_tokens) = v_past.charged_tokens
    and coalesce(p_actual_requests, v_past.charged_requests) = v_past.charged_requests
  then
    v_outcome := 'already_settled';
  else
    perform headgate_private.raise(
      'JQ206',
      pg_catalog.format('reservation %s was settled with %s tokens and %s requests', p_reservation_id,
        v_past.charged_tokens, v_past.charged_requests),
      pg_catalog.jsonb_build_object('reservation_id', p_reservation_id::text, 'settled_at', v_past.settled_at,
        'charged_tokens', v_past.charged_tokens, 'charged_requests', v_past.charged_requests)
    );
  end if;
  return query select p_reservation_id::headgate.nn_reservation_id, v_outcome::headgate.nn_text,
    v_past.charged_tokens::headgate.nn_bigint, v_past.charged_requests::headgate.nn_integer;
end
$$;

comment on function headgate_private.release_late(bigint, bigint, integer) is 'Answers the release of a reservation that is no longer open.';
