-- From the slot of one moment into the present one. Pass a locked endpoint slid to now, and store it.
create function headgate_private.move_charge(
  p_endpoint headgate_private.api_rate_limits,
  p_from timestamptz,
  p_old headgate_private.charge,
  p_new headgate_private.charge
)
returns headgate_private.api_rate_limits
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  p_endpoint := headgate_private.charge_endpoint(p_endpoint, p_from, -p_old.requests, -p_old.tokens, -p_old.input_tokens,
    -p_old.output_tokens, -p_old.cost);
  return headgate_private.charge_endpoint(p_endpoint, headgate_private.clock(), p_new.requests, p_new.tokens, p_new.input_tokens,
    p_new.output_tokens, p_new.cost);
end
$$;

comment on function headgate_private.move_charge(headgate_private.api_rate_limits, timestamptz, headgate_private.charge, headgate_private.charge) is 'An endpoint after a charge that was promised for later has turned out to be another, now.';
