-- The slots have another width: what the rings hold is put into the newest slot, where it counts longest.
create function headgate_private.restart_rings(p_endpoint headgate_private.api_rate_limits, p_now timestamptz)
returns headgate_private.api_rate_limits
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_requests bigint := headgate_private.sum_slots(p_endpoint.request_slots);
  v_tokens bigint := headgate_private.sum_slots(p_endpoint.token_slots);
begin
  p_endpoint.slot := headgate_private.slot_of(p_endpoint, p_now);
  p_endpoint.ring_started_at := p_now;
  p_endpoint.request_slots := pg_catalog.array_fill(0, array[60]) || least(v_requests, 2147483647)::integer;
  p_endpoint.token_slots := pg_catalog.array_fill(0, array[60]) || least(v_tokens, 2147483647)::integer;
  return p_endpoint;
end
$$;

comment on function headgate_private.restart_rings(headgate_private.api_rate_limits, timestamptz) is 'An endpoint whose window has changed, with nothing that was taken forgotten.';
