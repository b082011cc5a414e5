-- In the usual modes, at the end of a call, what was reported counts, and what was not stays.
create function headgate_private.settled_charge(
  p_endpoint headgate_private.api_rate_limits,
  p_charged headgate_private.charge,
  p_reservation headgate_private.reservation,
  p_reported headgate_private.charge,
  p_final boolean,
  p_late boolean
)
returns headgate_private.charge
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_actual headgate_private.charge := headgate_private.actual_of(p_endpoint, p_reservation, p_reported);
  v_estimate headgate_private.charge := headgate_private.charge_of(p_endpoint, p_reservation.requests, p_reservation.tokens,
    p_reservation.input_tokens, p_reservation.output_tokens, p_reservation.cost);
begin
  p_charged.requests := headgate_private.settled_amount(p_endpoint.request_charge, p_charged.requests, v_estimate.requests,
    v_actual.requests, p_final, p_late);
  p_charged.tokens := headgate_private.settled_amount(p_endpoint.token_charge, p_charged.tokens, v_estimate.tokens,
    v_actual.tokens, p_final, p_late);
  if p_reservation.charges is not null then
    p_charged.input_tokens := headgate_private.settled_amount(p_endpoint.input_token_charge, p_charged.input_tokens,
      v_estimate.input_tokens, v_actual.input_tokens, p_final, p_late);
    p_charged.output_tokens := headgate_private.settled_amount(p_endpoint.output_token_charge, p_charged.output_tokens,
      v_estimate.output_tokens, v_actual.output_tokens, p_final, p_late);
    p_charged.cost := headgate_private.settled_amount('reserve_then_settle', p_charged.cost, v_estimate.cost, v_actual.cost,
      p_final, p_late);
  end if;
  return p_charged;
end
$$;

comment on function headgate_private.settled_charge(headgate_private.api_rate_limits, headgate_private.charge, headgate_private.reservation, headgate_private.charge, boolean, boolean) is 'What is charged of an endpoint after a report.';
