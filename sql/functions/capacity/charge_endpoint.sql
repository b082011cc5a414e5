-- Adds to the slot in which p_at lies. Past the window nothing is given back, and what is still owed is
-- charged now. Below zero no slot goes. Pass a locked endpoint slid to now, and store it. A moment ahead of the rings,
-- which a clock that stepped back leaves behind, counts as now: sliding there would forget what they hold.
create function headgate_private.charge_endpoint(
  p_endpoint headgate_private.api_rate_limits,
  p_at timestamptz,
  p_requests bigint,
  p_tokens bigint
)
returns headgate_private.api_rate_limits
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_index bigint;
  v_requests bigint;
  v_tokens bigint;
begin
  v_index := least(61 + headgate_private.slot_of(p_endpoint, p_at) - p_endpoint.slot, 61);
  if v_index < 1 or p_at < p_endpoint.ring_started_at then
    v_index := 61;
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

comment on function headgate_private.charge_endpoint(headgate_private.api_rate_limits, timestamptz, bigint, bigint) is 'An endpoint after a charge (or, with negative amounts, a refund) for a grant made at a moment.';
