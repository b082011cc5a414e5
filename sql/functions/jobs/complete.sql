-- running → completed for what is held. The outcome of each is completed, already_completed, lease_lost or
-- audit_required: its type requires an event of log_audit_event under the lease (transitions carry to_state, events
-- do not).
-- Locks: lease → job_queue → idempotency → api_rate_limits, each in key order.
create function headgate_private.complete(p_settlements headgate_private.settlement[])
returns headgate_private.settlement[]
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_now timestamptz;
  v_actor text := headgate_private.actor();
  v_judged headgate_private.settlement[];
  v_done headgate_private.settlement[];
  v_keyed bigint[];
  v_reserved boolean;
  v_found bigint;
begin
  v_judged := headgate_private.hold(p_settlements);
  v_now := headgate_private.clock();
  select pg_catalog.array_agg(row(
      s.element, s.job_id, s.lease_token, s.held, s.already,
      case
        when s.already then 'already_completed'
        when not s.held then 'lease_lost'
        when t.requires_audit and (
          select a.audit_id from headgate_private.audit_log a
          where a.job_id = s.job_id and a.lease_token = s.lease_token and a.to_state is null
          limit 1
        ) is null then 'audit_required'
        else 'completed'
      end,
      s.result, s.error, s.retryable, s.next_at, s.actual_tokens, s.actual_requests
    )::headgate_private.settlement order by s.element)
  into v_judged
  from pg_catalog.unnest(v_judged) s
  left join headgate_private.lease l on l.lease_token = s.lease_token
  left join headgate_private.job_type t on t.job_type = l.job_type;
  v_done := array(select s from pg_catalog.unnest(v_judged) s where s.outcome = 'completed' order by s.job_id);
  if v_done = '{}' then
    return coalesce(v_judged, '{}');
  end if;

  with completed as (
    update headgate_private.job_queue j
    set state = 'completed', finished_at = v_now, result = s.result,
      actual_tokens = case when s.actual_tokens is null then j.actual_tokens else coalesce(j.actual_tokens, 0) + s.actual_tokens end,
      run_seconds = j.run_seconds + greatest(extract(epoch from v_now - j.started_at)::double precision, 0)
    from pg_catalog.unnest(v_done) s
    where j.job_id = s.job_id
    returning j.job_id, j.lease_token, j.attempt, j.worker, j.correlation_id, j.idempotency_key, j.reserved_endpoint_id
  ), recorded as (
    insert into headgate_private.audit_log (
      logged_at, job_id, lease_token, attempt, from_state, to_state, action, actor, worker, correlation_id
    )
    select v_now, c.job_id, c.lease_token, c.attempt, 'running', 'completed', 'completed', v_actor, c.worker,
      c.correlation_id
    from completed c
  )
  select pg_catalog.array_agg(c.job_id) filter (where c.idempotency_key is not null),
    coalesce(pg_catalog.bool_or(c.reserved_endpoint_id is not null), false), pg_catalog.count(*)
  into v_keyed, v_reserved, v_found
  from completed c;

  if v_found < pg_catalog.cardinality(v_done) then
    perform headgate_private.raise_old_snapshot();
  end if;
  if v_keyed is not null then
    perform headgate_private.free_keys(v_keyed);
  end if;
  perform headgate_private.shrink_leases(v_done);
  if v_reserved then
    perform headgate_private.settle_grants(v_done);
  end if;
  return v_judged;
end
$$;

comment on function headgate_private.complete(headgate_private.settlement[]) is 'Completes held jobs; returns the settlements with their outcome.';
