-- running → completed for what is held. The outcome of each is completed, already_completed, lease_lost or
-- audit_required: its type requires an event of log_audit_event under the lease (transitions carry to_state, events
-- do not). Of a job named twice the first counts.
-- Locks: lease → job_queue → idempotency → api_rate_limits, each in key order; key_slot of jobs held.
create function headgate_private.complete(p_settlements headgate_private.settlement[])
returns table (element integer, job_id bigint, outcome text)
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_done record;
begin
  v_done := headgate_private.complete_held(p_settlements);
  if v_done.job_ids is not null then
    if v_done.with_key is not null then
      perform headgate_private.free_keys(v_done.with_key);
    end if;
    if v_done.in_turn is not null then
      perform headgate_private.release_keys(v_done.in_turn, false, headgate_private.clock());
    end if;
    perform headgate_private.shrink_leases(v_done.job_ids, v_done.lease_tokens);
    if v_done.grants is not null then
      perform headgate_private.settle_grants(v_done.grants);
    end if;
  end if;
  return query select u.element, u.job_id, u.outcome
  from rows from (pg_catalog.unnest(v_done.elements), pg_catalog.unnest(v_done.named), pg_catalog.unnest(v_done.outcomes)) as u (element, job_id, outcome);
end
$$;

comment on function headgate_private.complete(headgate_private.settlement[]) is 'Completes held jobs; returns the outcome of each.';
