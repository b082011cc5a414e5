-- The slots have another width: what the rings hold is put into the newest slot, where it counts longest; what they
-- promise, into the slot in which the last of it falls due.
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
  v_promised integer := pg_catalog.cardinality(p_old.request_slots) - 61;
  v_until timestamptz;
begin
  if headgate_private.slot_of(p_old, p_now) < p_old.slot then
    p_now := headgate_private.slot_start(p_old, p_old.slot + 1);
  end if;
  p_new.slot := headgate_private.slot_of(p_new, p_now);
  p_new.ring_started_at := p_now;
  if v_promised > 0 then
    v_until := headgate_private.slot_start(p_old, p_old.slot + v_promised + 1);
    v_promised := greatest(headgate_private.slot_of(p_new, v_until) - p_new.slot, 0);
    p_new.booked_slot := p_new.slot + v_promised;
  end if;
  p_new.request_slots := headgate_private.restarted(p_old.requests_taken, v_promised);
  p_new.token_slots := headgate_private.restarted(p_old.tokens_taken, v_promised);
  p_new.requests_taken := headgate_private.sum_slots(p_new.request_slots);
  p_new.tokens_taken := headgate_private.sum_slots(p_new.token_slots);
  for v_number in 1 .. coalesce(pg_catalog.cardinality(p_new.meters), 0) loop
    if (p_new.meters[v_number]).period = 'window' then
      p_new.meters[v_number].slots := headgate_private.restarted((p_new.meters[v_number]).taken, v_promised);
      p_new.meters[v_number].taken := headgate_private.sum_slots((p_new.meters[v_number]).slots);
    end if;
  end loop;
  return p_new;
end
$$;

comment on function headgate_private.restart_rings(headgate_private.api_rate_limits, headgate_private.api_rate_limits, timestamptz) is 'An endpoint whose window has changed, with nothing that was taken forgotten.';
