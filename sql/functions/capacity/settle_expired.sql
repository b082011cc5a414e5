-- Locks: reservation_settled, which the caller holds; then api_rate_limits.
create function headgate_private.settle_expired(
  p_past headgate_private.reservation_settled,
  p_reported headgate_private.charge
)
returns headgate_private.charge
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_reservation headgate_private.reservation;
  v_charges headgate_private.charge[];
  v_own headgate_private.charge;
begin
  v_reservation.endpoint_id := p_past.endpoint_id;
  v_reservation.requests := p_past.estimated_requests;
  v_reservation.tokens := p_past.estimated_tokens;
  v_reservation.input_tokens := p_past.actual_input_tokens;
  v_reservation.output_tokens := p_past.actual_output_tokens;
  v_reservation.cost := p_past.actual_cost;
  v_reservation.granted_at := p_past.granted_at;
  v_reservation.charges := headgate_private.past_charges(p_past);
  v_charges := headgate_private.settle_reservation(v_reservation, p_reported, true, true, false);
  v_own := headgate_private.own_charge(v_charges, p_past.endpoint_id);
  update headgate_private.reservation_settled s
  set outcome = 'settled', charged_requests = v_own.requests, charged_tokens = v_own.tokens,
    actual_requests = nullif(greatest(p_reported.requests, v_own.requests), v_own.requests),
    actual_tokens = nullif(greatest(p_reported.tokens, v_own.tokens), v_own.tokens),
    actual_input_tokens = case when p_reported.input_tokens is null then s.actual_input_tokens else v_own.input_tokens end,
    actual_output_tokens = case when p_reported.output_tokens is null then s.actual_output_tokens else v_own.output_tokens end,
    actual_cost = case when p_reported.cost is null then s.actual_cost else v_own.cost end,
    charges = case when s.charges is not null then v_charges end
  where s.reservation_id = p_past.reservation_id;
  return v_own;
end
$$;

comment on function headgate_private.settle_expired(headgate_private.reservation_settled, headgate_private.charge) is 'Charges what an expired reservation has cost beyond what it is charged with.';
