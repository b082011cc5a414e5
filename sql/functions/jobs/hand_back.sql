-- running → queued or dead_lettered, for settlements that are held and decided: outcome is the new state,
-- next_at the time of the next attempt, error what went wrong. p_consumes: whether the attempt counts.
-- Locks: job_queue, idempotency, api_rate_limits; the leases are already locked.
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
  v_actor text := headgate_private.actor();
  v_queued bigint[];
  v_dead bigint[];
begin
  with returned as (
    update headgate_private.job_queue j
    set state = s.outcome::headgate.job_state,
      attempt = j.attempt - case when p_consumes then 0 else 1 end,
      retry_count = j.retry_count + case when s.outcome = 'queued' and p_action in ('retried', 'reclaimed') then 1 else 0 end,
      scheduled_at = case when s.outcome = 'queued' then s.next_at else j.scheduled_at end,
      ready_xid = case when s.outcome = 'queued' then headgate_private.place_at(s.next_at, p_now) end,
      finished_at = case when s.outcome <> 'queued' then p_now end,
      actual_tokens = case when s.actual_tokens is null then j.actual_tokens else coalesce(j.actual_tokens, 0) + s.actual_tokens end,
      run_seconds = j.run_seconds + greatest(extract(epoch from p_now - j.started_at)::double precision, 0),
      error_details = case when s.error is null then j.error_details else headgate_private.with_error(j, p_reason, s.error, p_now) end
    from pg_catalog.unnest(p_settlements) s
    where j.job_id = s.job_id
    returning j.job_id, j.state, j.lease_token, j.attempt, j.worker, j.correlation_id, j.scheduled_at
  ), recorded as (
    insert into headgate_private.audit_log (
      logged_at, job_id, lease_token, attempt, from_state, to_state, action, actor, worker, correlation_id, details
    )
    select p_now, r.job_id, r.lease_token, r.attempt + case when p_consumes then 0 else 1 end, 'running', r.state,
      case when r.state = 'queued' then p_action else r.state::text end, v_actor, r.worker,
      r.correlation_id,
      pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object(
        'reason', p_reason, 'next_at', case when r.state = 'queued' then r.scheduled_at end))
    from returned r
  )
  select coalesce(pg_catalog.array_agg(r.job_id) filter (where r.state = 'queued'), '{}'),
    coalesce(pg_catalog.array_agg(r.job_id) filter (where r.state <> 'queued'), '{}')
  into v_queued, v_dead
  from returned r;

  if pg_catalog.cardinality(v_queued || v_dead) < pg_catalog.cardinality(p_settlements) then
    perform headgate_private.raise_old_snapshot();
  end if;
  perform headgate_private.join_line(v_queued);
  perform headgate_private.finish(v_dead, p_now);
  perform headgate_private.shrink_leases(p_settlements);
  perform headgate_private.settle_grants(p_settlements);
end
$$;

comment on function headgate_private.hand_back(headgate_private.settlement[], text, text, boolean, timestamptz) is 'Ends an attempt that did not complete.';
