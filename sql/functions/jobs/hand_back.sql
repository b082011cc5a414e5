-- running → queued, dead_lettered or cancelled, for settlements that are held and decided: outcome is the new state,
-- next_at the time of the next attempt, error what went wrong. p_consumes: whether the attempt counts.
-- Locks: job_queue, key_slot, idempotency, api_rate_limits; the leases are already locked.
create function headgate_private.hand_back(
  p_settlements headgate_private.settlement[],
  p_action text,
  p_reason text,
  p_consumes boolean,
  p_now timestamptz
)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_back record;
begin
  v_back := headgate_private.hand_back_held(p_settlements, p_action, p_reason, p_consumes, p_now);
  if coalesce(pg_catalog.cardinality(v_back.job_ids), 0) < pg_catalog.cardinality(p_settlements) then
    perform headgate_private.raise_old_snapshot();
  end if;
  perform headgate_private.release_keys(v_back.queued, true, p_now);
  perform headgate_private.join_line(v_back.queued, p_now);
  perform headgate_private.note_waiting(v_back.queued, 1, p_now);
  perform headgate_private.finish(v_back.dead, p_now);
  perform headgate_private.shrink_leases(v_back.job_ids, v_back.lease_tokens);
  perform headgate_private.settle_grants(v_back.grants);
end
$$;

comment on function headgate_private.hand_back(headgate_private.settlement[], text, text, boolean, timestamptz) is 'Ends an attempt that did not complete.';
