-- Takes back the jobs of leases that ran out, by the crash policy of their type, with a jitter so that a mass
-- reclaim does not stampede. Expiry is judged again under the row lock, so a heartbeat that came first wins.
-- Locks: lease (skipping locked) → job_queue → idempotency → api_rate_limits, lease by lease in the order of their
--        endpoints, so that two that reclaim, or one that settles a batch, cannot wait for each other; where a lease takes
--        several scopes, the endpoints of all leases are locked first.
create function headgate_private.reclaim(p_since timestamptz, p_limit integer)
returns table (job_id bigint, job_type text, outcome text, scheduled_at timestamptz)
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_now timestamptz := headgate_private.clock();
  v_jitter numeric := headgate_private.setting_number('reclaim_jitter_seconds');
  v_leases headgate_private.lease[];
  v_lease headgate_private.lease;
  v_type headgate_private.job_type;
  v_settlements headgate_private.settlement[];
begin
  with ran_out as materialized (
    select l.* from headgate_private.lease l
    where l.expires_at between p_since and v_now
    order by l.expires_at
    limit p_limit
    for update skip locked
  )
  select coalesce(pg_catalog.array_agg(r::headgate_private.lease order by r.endpoint_id), '{}') into v_leases from ran_out r;
  perform headgate_private.lock_scopes_of(v_leases);
  foreach v_lease in array v_leases loop
    v_now := headgate_private.clock();
    v_type := headgate_private.get_job_type(v_lease.job_type);
    select pg_catalog.array_agg(row(
        0, d.job_id, v_lease.lease_token, true,
        case when v_type.on_crash = 'retry' and (d.attempt + 1 < d.max_attempts or not v_type.crash_counts)
          and (d.deadline_at is null or d.at < d.deadline_at) then 'queued' else 'dead_lettered' end,
        null, pg_catalog.jsonb_build_object('message', pg_catalog.format('%s lost its lease', v_lease.worker),
          'expired_at', v_lease.expires_at, 'run_until', v_lease.run_until),
        null, d.at, null, null, null, null, null
      )::headgate_private.settlement order by d.job_id)
    into v_settlements
    from (
      select j.job_id, j.attempt, j.max_attempts, j.deadline_at,
        v_now + pg_catalog.random()::numeric * v_jitter * interval '1 second' as at
      from headgate_private.job_queue j
      where j.job_id = any (v_lease.job_ids)
    ) d;
    perform headgate_private.hand_back(v_settlements, 'reclaimed', 'lease_expired', v_type.crash_counts, v_now);
    return query select s.job_id, v_lease.job_type, s.outcome, case when s.outcome = 'queued' then s.next_at end
    from pg_catalog.unnest(v_settlements) s;
  end loop;
end
$$;

comment on function headgate_private.reclaim(timestamptz, integer) is 'Reclaims the jobs of up to so many leases that ran out since a moment.';
