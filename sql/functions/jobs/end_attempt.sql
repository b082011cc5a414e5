-- Ends one attempt under its lease, or raises lease_lost. p_state is queued (at p_next_at) or dead_lettered; p_reported what it
-- cost, null: what was reserved.
-- Locks: lease → job_queue → idempotency → api_rate_limits.
create function headgate_private.end_attempt(
  p_job_id bigint,
  p_lease_token uuid,
  p_state headgate.job_state,
  p_next_at timestamptz,
  p_action text,
  p_reason text,
  p_consumes boolean,
  p_reported headgate_private.charge default null
)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_settlement headgate_private.settlement := headgate_private.settlement_of(p_job_id, p_lease_token, p_reported);
  v_held headgate_private.settlement[];
  v_now timestamptz;
begin
  v_settlement.error := case when p_state = 'dead_lettered' then pg_catalog.to_jsonb(p_reason) end;
  v_held := headgate_private.hold(array[v_settlement]);
  if not v_held[1].held then
    perform headgate_private.raise_lease_lost(p_job_id, p_lease_token);
  end if;
  v_now := headgate_private.clock();
  v_held[1].outcome := p_state;
  v_held[1].next_at := greatest(p_next_at, v_now);
  perform headgate_private.hand_back(v_held, p_action, p_reason, p_consumes, v_now);
end
$$;

comment on function headgate_private.end_attempt(bigint, uuid, headgate.job_state, timestamptz, text, text, boolean, headgate_private.charge) is 'Ends one attempt under its lease; raises JQ102 lease_lost.';
