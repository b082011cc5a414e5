-- The slots have another width: what the rings hold is put into the newest slot, where it counts longest.
-- The rings restart now, or after their newest slot if the clock has stepped back behind it: otherwise a refund
-- for an earlier grant would find the new rings already begun, and slide them past everything they hold.
create function headgate_private.restart_rings(
  p_old headgate_private.api_rate_limits,
  p_new headgate_private.api_rate_limits,
  p_now timestamptz
)
returns headgate_private.api_rate_limits
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_requests integer := least(p_old.requests_taken, 2147483647);
  v_tokens integer := least(p_old.tokens_taken, 2147483647);
begin
  if headgate_private.slot_of(p_old, p_now) < p_old.slot then
    p_now := headgate_private.slot_start(p_old, p_old.slot + 1);
  end if;
  p_new.slot := headgate_private.slot_of(p_new, p_now);
  p_new.ring_started_at := p_now;
  p_new.request_slots := pg_catalog.array_fill(0, array[60]) || v_requests;
  p_new.token_slots := pg_catalog.array_fill(0, array[60]) || v_tokens;
  p_new.requests_taken := v_requests;
  p_new.tokens_taken := v_tokens;
  return p_new;
end
$$;

comment on function headgate_private.restart_rings(headgate_private.api_rate_limits, headgate_private.api_rate_limits, timestamptz) is 'An endpoint whose window has changed, with nothing that was taken forgotten.';
