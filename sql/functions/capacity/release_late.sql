-- A release of a reservation that is no longer open: unknown, somebody else's, settled, or expired.
-- Effect: an expired one is settled by charging what exceeds its estimate; nothing is given back.
-- Locks:  reservation_settled, then api_rate_limits.
create function headgate_private.release_late(
  p_reservation_id bigint,
  p_reported headgate_private.charge,
  out outcome text,
  out charged headgate_private.charge
)
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_past headgate_private.reservation_settled;
begin
  select s.* into v_past from headgate_private.reservation_settled s
  where s.reservation_id = p_reservation_id
  for update;
  if v_past.reservation_id is null or v_past.actor <> headgate_private.actor() then
    perform headgate_private.refuse_foreign_reservation(p_reservation_id, v_past.actor);
  end if;
  charged := headgate_private.own_charge(headgate_private.past_charges(v_past), v_past.endpoint_id);

  if v_past.outcome = 'expired' then
    outcome := 'expired';
    charged := headgate_private.settle_expired(v_past, p_reported);
  elsif coalesce(p_reported.tokens = coalesce(v_past.actual_tokens, v_past.charged_tokens), true)
    and coalesce(p_reported.requests = coalesce(v_past.actual_requests, v_past.charged_requests), true)
    and coalesce(p_reported.input_tokens = coalesce(v_past.actual_input_tokens, 0), true)
    and coalesce(p_reported.output_tokens = coalesce(v_past.actual_output_tokens, 0), true)
    and coalesce(p_reported.cost = coalesce(v_past.actual_cost, 0), true)
  then
    outcome := 'already_settled';
  else
    perform headgate_private.raise(
      'JQ206',
      pg_catalog.format('reservation %s was settled with %s tokens and %s requests', p_reservation_id,
        v_past.charged_tokens, v_past.charged_requests),
      pg_catalog.jsonb_build_object('reservation_id', p_reservation_id::text, 'settled_at', v_past.settled_at,
        'charged_tokens', v_past.charged_tokens, 'charged_requests', v_past.charged_requests)
    );
  end if;
end
$$;

comment on function headgate_private.release_late(bigint, headgate_private.charge) is 'Answers the release of a reservation that is no longer open.';
