-- The endpoint as it stands at p_now. A clock that stepped back changes nothing: slots only move on.
create function headgate_private.slid_endpoint(p_endpoint headgate_private.api_rate_limits, p_now timestamptz)
returns headgate_private.api_rate_limits
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_slot bigint := headgate_private.slot_of(p_endpoint, p_now);
begin
  if p_endpoint.meters is not null then
    p_endpoint.meters := headgate_private.slid_meters(p_endpoint, v_slot - p_endpoint.slot, p_now);
  end if;
  if v_slot > p_endpoint.slot then
    p_endpoint.request_slots := headgate_private.slide_slots(p_endpoint.request_slots, v_slot - p_endpoint.slot);
    p_endpoint.token_slots := headgate_private.slide_slots(p_endpoint.token_slots, v_slot - p_endpoint.slot);
    p_endpoint.requests_taken := headgate_private.sum_slots(p_endpoint.request_slots);
    p_endpoint.tokens_taken := headgate_private.sum_slots(p_endpoint.token_slots);
    p_endpoint.slot := v_slot;
  end if;
  return p_endpoint;
end
$$;

comment on function headgate_private.slid_endpoint(headgate_private.api_rate_limits, timestamptz) is 'An endpoint with its rings moved on to a moment.';
