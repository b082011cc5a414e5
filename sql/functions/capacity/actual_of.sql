-- What a call turned out to count, of one endpoint; null in what was not reported. A total that was not reported follows
-- from input and output tokens, of which one may still be the estimate.
create function headgate_private.actual_of(
  p_endpoint headgate_private.api_rate_limits,
  p_reservation headgate_private.reservation,
  p_reported headgate_private.charge
)
returns headgate_private.charge
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  if p_reported.tokens is null and (p_reported.input_tokens is not null or p_reported.output_tokens is not null) then
    p_reported.tokens := (headgate_private.charge_of(p_endpoint, 0, 0, coalesce(p_reported.input_tokens, p_reservation.input_tokens),
      coalesce(p_reported.output_tokens, p_reservation.output_tokens))).tokens;
  end if;
  return p_reported;
end
$$;

comment on function headgate_private.actual_of(headgate_private.api_rate_limits, headgate_private.reservation, headgate_private.charge) is 'What was reported of a call, counted as an endpoint counts.';
