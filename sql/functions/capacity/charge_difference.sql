-- Pass a locked endpoint slid to now, and store it.
create function headgate_private.charge_difference(
  p_endpoint headgate_private.api_rate_limits,
  p_granted_at timestamptz,
  p_old headgate_private.charge,
  p_new headgate_private.charge
)
returns headgate_private.api_rate_limits
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_delta headgate_private.charge := row(p_new.endpoint_id, p_new.requests - p_old.requests, p_new.tokens - p_old.tokens,
    p_new.input_tokens - p_old.input_tokens, p_new.output_tokens - p_old.output_tokens, p_new.cost - p_old.cost);
  v_then headgate_private.charge := headgate_private.for_actual_only(p_endpoint, v_delta, 0);
begin
  p_endpoint := headgate_private.charge_endpoint(p_endpoint, p_granted_at, v_then.requests, v_then.tokens, v_then.input_tokens,
    v_then.output_tokens, v_then.cost);
  if v_then <> v_delta then
    p_endpoint := headgate_private.charge_endpoint(p_endpoint, headgate_private.clock(), v_delta.requests - v_then.requests,
      v_delta.tokens - v_then.tokens, v_delta.input_tokens - v_then.input_tokens, v_delta.output_tokens - v_then.output_tokens);
  end if;
  return p_endpoint;
end
$$;

comment on function headgate_private.charge_difference(headgate_private.api_rate_limits, timestamptz, headgate_private.charge, headgate_private.charge) is 'An endpoint after the charge of a grant has changed.';
