-- Adds to the slot in which p_at lies. Past the window nothing is given back, and what is still owed is
-- charged now. Below zero no slot goes. Pass a locked endpoint slid to now, and store it. A moment ahead of the rings,
-- which a clock that stepped back leaves behind, counts as now: sliding there would forget what they hold. Slots that
-- are promised are ahead, but in the rings.
create function headgate_private.charge_endpoint(
  p_endpoint headgate_private.api_rate_limits,
  p_at timestamptz,
  p_requests bigint,
  p_tokens bigint,
  p_input_tokens bigint default 0,
  p_output_tokens bigint default 0,
  p_cost bigint default 0
)
returns headgate_private.api_rate_limits
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_index bigint;
  v_requests bigint;
  v_tokens bigint;
  v_gone boolean;
begin
  v_index := 61 + headgate_private.slot_of(p_endpoint, p_at) - p_endpoint.slot;
  v_gone := v_index < 1 or p_at < p_endpoint.ring_started_at;
  if v_index > pg_catalog.cardinality(p_endpoint.request_slots) or v_gone then
    v_index := 61;
  end if;
  if p_endpoint.meters is not null then
    p_endpoint.meters := headgate_private.charge_meters(p_endpoint, p_at, v_index, v_gone,
      row(null, p_requests, p_tokens, p_input_tokens, p_output_tokens, p_cost)::headgate_private.charge);
  end if;
  if v_gone then
    p_requests := greatest(p_requests, 0);
    p_tokens := greatest(p_tokens, 0);
  end if;
  v_requests := least(greatest(p_endpoint.request_slots[v_index] + p_requests, 0), 2147483647);
  v_tokens := least(greatest(p_endpoint.token_slots[v_index] + p_tokens, 0), 2147483647);
  p_endpoint.requests_taken := p_endpoint.requests_taken + v_requests - p_endpoint.request_slots[v_index];
  p_endpoint.tokens_taken := p_endpoint.tokens_taken + v_tokens - p_endpoint.token_slots[v_index];
  p_endpoint.request_slots[v_index] := v_requests;
  p_endpoint.token_slots[v_index] := v_tokens;
  return p_endpoint;
end
$$;

comment on function headgate_private.charge_endpoint(headgate_private.api_rate_limits, timestamptz, bigint, bigint, bigint, bigint, bigint) is 'An endpoint after a charge (or, with negative amounts, a refund) for a grant made at a moment.';
