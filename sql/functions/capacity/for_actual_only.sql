-- Dimensions that are charged only by what a call turns out to be are not reserved (p_amount 0), but must not be
-- exhausted already (p_amount 1).
create function headgate_private.for_actual_only(
  p_endpoint headgate_private.api_rate_limits,
  p_charge headgate_private.charge,
  p_amount bigint
)
returns headgate_private.charge
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  if p_endpoint.request_charge = 'actual_only' then
    p_charge.requests := p_amount;
  end if;
  if p_endpoint.token_charge = 'actual_only' then
    p_charge.tokens := p_amount;
  end if;
  if p_endpoint.input_token_charge = 'actual_only' then
    p_charge.input_tokens := p_amount;
  end if;
  if p_endpoint.output_token_charge = 'actual_only' then
    p_charge.output_tokens := p_amount;
  end if;
  return p_charge;
end
$$;

comment on function headgate_private.for_actual_only(headgate_private.api_rate_limits, headgate_private.charge, bigint) is 'A charge with another amount in the dimensions that are charged by actuals only.';
