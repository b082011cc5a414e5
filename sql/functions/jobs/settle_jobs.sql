-- Charges a locked endpoint, slid to now, the difference between what jobs of one grant cost and what was reserved, by the
-- charge mode of each dimension.
create function headgate_private.settle_jobs(
  p_endpoint headgate_private.api_rate_limits,
  p_granted_at timestamptz,
  p_jobs integer,
  p_estimated bigint,
  p_more_requests bigint,
  p_more_tokens bigint
)
returns headgate_private.api_rate_limits
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_tokens bigint := p_estimated + p_more_tokens;
  v_old headgate_private.charge := headgate_private.for_actual_only(p_endpoint,
    row(p_endpoint.endpoint_id, p_jobs, p_estimated, p_estimated, p_estimated, 0)::headgate_private.charge, 0);
  v_new headgate_private.charge := row(p_endpoint.endpoint_id, p_jobs + p_more_requests, v_tokens, v_tokens, v_tokens, 0);
begin
  if p_endpoint.request_charge = 'reserve_only' then
    v_new.requests := v_old.requests;
  end if;
  if p_endpoint.token_charge = 'reserve_only' then
    v_new.tokens := v_old.tokens;
  end if;
  if p_endpoint.input_token_charge = 'reserve_only' then
    v_new.input_tokens := v_old.input_tokens;
  end if;
  if p_endpoint.output_token_charge = 'reserve_only' then
    v_new.output_tokens := v_old.output_tokens;
  end if;
  return headgate_private.charge_difference(p_endpoint, p_granted_at, v_old, v_new);
end
$$;

comment on function headgate_private.settle_jobs(headgate_private.api_rate_limits, timestamptz, integer, bigint, bigint, bigint) is 'An endpoint after jobs of one grant have been settled.';
