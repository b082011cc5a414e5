-- What was reported is kept where it is not what was charged: a second release is held against it.
create function headgate_private.keep_settled(
  p_reservation headgate_private.reservation,
  p_reported headgate_private.charge,
  p_charges headgate_private.charge[],
  p_outcome text,
  p_now timestamptz
)
returns headgate_private.charge
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_own headgate_private.charge := headgate_private.own_charge(p_charges, p_reservation.endpoint_id);
begin
  insert into headgate_private.reservation_settled (
    reservation_id, endpoint_id, outcome, estimated_requests, estimated_tokens, charged_requests, charged_tokens,
    granted_at, settled_at, actor, actual_requests, actual_tokens, actual_input_tokens, actual_output_tokens, actual_cost, charges
  ) values (
    p_reservation.reservation_id, p_reservation.endpoint_id, p_outcome, p_reservation.requests, p_reservation.tokens,
    v_own.requests, v_own.tokens, p_reservation.granted_at, p_now, p_reservation.actor,
    nullif(p_reported.requests, v_own.requests), nullif(p_reported.tokens, v_own.tokens),
    coalesce(p_reported.input_tokens, p_reservation.input_tokens), coalesce(p_reported.output_tokens, p_reservation.output_tokens),
    coalesce(p_reported.cost, p_reservation.cost),
    case when p_reservation.charges is not null then p_charges end
  );
  return v_own;
end
$$;

comment on function headgate_private.keep_settled(headgate_private.reservation, headgate_private.charge, headgate_private.charge[], text, timestamptz) is 'Notes that a reservation is settled or expired; returns what is charged of its own endpoint.';
