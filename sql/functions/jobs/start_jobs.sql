-- queued → running for jobs whose ready rows the caller has deleted. A job past its deadline, or one that no
-- window of its endpoint can take any more, is dead-lettered instead. Returns the lease token; null: none started.
-- Locks: job_queue; stores and so keeps the lock on the endpoint.
create function headgate_private.start_jobs(
  p_type headgate_private.job_type,
  p_endpoint headgate_private.api_rate_limits,
  p_job_ids bigint[],
  p_worker text,
  p_lease_seconds integer
)
returns uuid
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_now timestamptz := headgate_private.clock();
  v_token uuid := pg_catalog.gen_random_uuid();
  v_actor text := headgate_private.actor();
  v_lease_seconds integer := coalesce(p_lease_seconds, p_type.lease_seconds, headgate_private.setting_number('timeout_seconds'));
  v_run_until timestamptz := v_now
    + coalesce(p_type.max_run_seconds, headgate_private.setting_number('max_run_seconds')) * interval '1 second';
  v_started bigint[];
  v_tokens bigint;
begin
  with started as (
    update headgate_private.job_queue j
    set state = 'running', attempt = j.attempt + 1, lease_token = v_token, worker = p_worker, ready_xid = null,
      started_at = v_now, first_started_at = coalesce(j.first_started_at, v_now),
      wait_seconds = j.wait_seconds + greatest(extract(epoch from v_now - j.scheduled_at)::double precision, 0),
      reserved_endpoint_id = p_endpoint.endpoint_id,
      reserved_at = case when p_endpoint.endpoint_id is not null then v_now end
    where j.job_id = any (p_job_ids) and (j.deadline_at is null or j.deadline_at > v_now)
    returning j.job_id, j.attempt, j.correlation_id, j.estimated_tokens
  ), recorded as (
    insert into headgate_private.audit_log (
      logged_at, job_id, lease_token, attempt, from_state, to_state, action, actor, worker, correlation_id
    )
    select v_now, s.job_id, v_token, s.attempt, 'queued', 'running', 'claimed', v_actor, p_worker,
      s.correlation_id
    from started s
  )
  select pg_catalog.array_agg(s.job_id order by pg_catalog.array_position(p_job_ids, s.job_id)), pg_catalog.sum(s.estimated_tokens)
  into v_started, v_tokens
  from started s;

  if pg_catalog.cardinality(v_started) is distinct from pg_catalog.cardinality(p_job_ids) then
    perform headgate_private.bury(d.job_id, 'deadline_exceeded', 'the deadline passed before the job could start', v_now)
    from pg_catalog.unnest(p_job_ids) as d (job_id)
    where v_started is null or d.job_id <> all (v_started);
  end if;
  if v_started is null then
    return null;
  end if;
  insert into headgate_private.lease (
    lease_token, claimed_at, expires_at, run_until, lease_seconds, job_type, worker, actor, job_ids
  ) values (
    v_token, v_now, least(v_now + v_lease_seconds * interval '1 second', v_run_until), v_run_until, v_lease_seconds,
    p_type.job_type, p_worker, v_actor, v_started
  );
  if p_endpoint.endpoint_id is not null then
    p_endpoint := headgate_private.slid_endpoint(p_endpoint, v_now);
    p_endpoint := headgate_private.charge_endpoint(p_endpoint, v_now, pg_catalog.cardinality(v_started), v_tokens);
    p_endpoint.in_flight := p_endpoint.in_flight + pg_catalog.cardinality(v_started);
    perform headgate_private.store_endpoint(p_endpoint);
  end if;
  return v_token;
end
$$;

comment on function headgate_private.start_jobs(headgate_private.job_type, headgate_private.api_rate_limits, bigint[], text, integer) is 'Starts claimed jobs under a new lease and takes their capacity; returns the lease token.';
