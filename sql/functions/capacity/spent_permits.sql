-- What was not spent is given back, whatever the charge mode: those calls were never made.
create function headgate_private.spent_permits(
  p_endpoint headgate_private.api_rate_limits,
  p_reservation headgate_private.reservation,
  p_reported headgate_private.charge
)
returns headgate_private.charge
language sql
immutable
as $$
  select headgate_private.charge_of(p_endpoint, coalesce(p_reported.requests, p_reservation.requests),
    coalesce(p_reported.tokens, p_reservation.tokens * coalesce(p_reported.requests, p_reservation.requests)
      / greatest(p_reservation.requests, 1)),
    p_reported.input_tokens, p_reported.output_tokens, p_reported.cost)
$$;

comment on function headgate_private.spent_permits(headgate_private.api_rate_limits, headgate_private.reservation, headgate_private.charge) is 'What the permits of a lease have cost that were spent.';
