-- acquire for a plain endpoint with nothing in its way, in the slot that is being filled: judged, charged and stored in one
-- statement. Null: look closer.
-- Locks: api_rate_limits.
create function headgate_private.acquire_at_once(
  p_provider text,
  p_endpoint text,
  p_scope text,
  p_request headgate_private.reservation,
  p_ttl_seconds integer
)
returns headgate_private.reservation
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_now timestamptz := headgate_private.clock();
  v_endpoint headgate_private.api_rate_limits;
  v_granted_at timestamptz;
begin
  update headgate_private.api_rate_limits l
  set requests_taken = l.requests_taken + p_request.requests,
    tokens_taken = l.tokens_taken + p_request.tokens,
    request_slots[61] = l.request_slots[61] + p_request.requests,
    token_slots[61] = l.token_slots[61] + p_request.tokens,
    in_flight = l.in_flight + 1
  where l.provider = p_provider and l.endpoint = p_endpoint and l.scope = p_scope
    and headgate_private.seems_open(l, v_now)
    and coalesce(l.waiting_until <= v_now, true)
    and v_now >= l.ring_started_at
    and headgate_private.slot_of(l, v_now) = l.slot
    and l.requests_taken + p_request.requests <= coalesce(l.request_limit, 2147483647)
    and l.tokens_taken + p_request.tokens <= coalesce(l.token_limit, 2147483647)
  returning l.endpoint_id, l.slot, l.window_seconds, l.skew_allowance_seconds, headgate_private.clock()
  into v_endpoint.endpoint_id, v_endpoint.slot, v_endpoint.window_seconds, v_endpoint.skew_allowance_seconds, v_granted_at;
  if v_endpoint.endpoint_id is null then
    return null;
  end if;
  p_request.endpoint_id := v_endpoint.endpoint_id;
  if headgate_private.slot_of(v_endpoint, v_granted_at) = v_endpoint.slot then
    p_request.slot := v_endpoint.slot;
  else
    v_granted_at := headgate_private.charge_later(p_request, v_now);
  end if;
  return headgate_private.keep_reservation(p_request, v_granted_at, p_ttl_seconds);
end
$$;

comment on function headgate_private.acquire_at_once(text, text, text, headgate_private.reservation, integer) is 'Takes the capacity of one request from a plain endpoint.';
