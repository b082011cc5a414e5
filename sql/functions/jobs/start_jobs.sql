-- queued → running for jobs that were taken out of line: a lease names them. The ledger is read, not written,
-- and by hash: see complete_held.
-- Locks: none; the lease is new.
create function headgate_private.start_jobs(p_lane headgate_private.claimed_lane, p_worker text, p_lease_seconds integer)
returns table (
  job_id headgate.nn_job_id,
  lease_token headgate.nn_lease_token,
  job_type headgate.nn_text,
  attempt headgate.nn_integer,
  max_attempts headgate.nn_integer,
  payload headgate.nn_jsonb,
  metadata headgate.nn_jsonb,
  correlation_id headgate.nn_text,
  traceparent text,
  scheduled_at headgate.nn_timestamptz,
  lease_expires_at headgate.nn_timestamptz,
  run_until headgate.nn_timestamptz,
  lease_seconds headgate.nn_double,
  run_seconds headgate.nn_double,
  deadline_at timestamptz,
  reserved_tokens headgate.nn_bigint,
  provider text,
  endpoint text,
  scope text,
  reserved_input_tokens bigint,
  reserved_output_tokens bigint,
  reserved_cost_micros bigint
)
language plpgsql
set search_path = pg_catalog, pg_temp
set enable_hashjoin = on
set enable_nestloop = off
set enable_seqscan = off
as $$
#variable_conflict use_column
declare
  v_type headgate_private.job_type := p_lane.job_type;
  v_token uuid := pg_catalog.gen_random_uuid();
  v_actor text := headgate_private.actor();
  v_ids bigint[] := array(select i from pg_catalog.unnest(p_lane.job_ids) i order by 1);
  v_run_seconds integer := coalesce(v_type.max_run_seconds, headgate_private.setting_number('max_run_seconds'));
  v_lease_seconds integer := least(v_run_seconds,
    coalesce(p_lease_seconds, v_type.lease_seconds, headgate_private.setting_number('timeout_seconds')));
  v_run_until timestamptz := p_lane.claimed_at + v_run_seconds * interval '1 second';
  v_expires_at timestamptz := p_lane.claimed_at + v_lease_seconds * interval '1 second';
  v_endpoint record;
  v_found bigint;
begin
  -- Its row is locked since the capacity was taken: endpoint_ids is of what, terms on which terms.
  select l.provider, l.endpoint, l.scope, l.endpoint_ids, case
      when l.endpoint_ids is not null or coalesce(l.input_token_weight, l.output_token_weight) is not null
        or coalesce(l.request_charge, l.token_charge, l.input_token_charge, l.output_token_charge) is not null
      then headgate_private.special_terms(coalesce(l.endpoint_ids, array[l.endpoint_id]))
    end as terms into v_endpoint
  from headgate_private.api_rate_limits l
  where l.endpoint_id = v_type.endpoint_id;
  insert into headgate_private.lease (
    lease_token, claimed_at, expires_at, run_until, lease_seconds, endpoint_id, endpoint_ids, terms, job_type, worker, actor, job_ids
  ) values (
    v_token, p_lane.claimed_at, v_expires_at, v_run_until, v_lease_seconds, v_type.endpoint_id, v_endpoint.endpoint_ids,
    v_endpoint.terms, v_type.job_type, p_worker, v_actor, p_lane.job_ids
  );

  return query
  with started as materialized (
    select i.place, j.job_id, j.attempt + 1 as attempt, j.max_attempts, j.payload, j.metadata, j.correlation_id, j.traceparent,
      j.scheduled_at, j.deadline_at, j.estimated_tokens, j.estimated_input_tokens, j.estimated_output_tokens, j.estimated_cost
    from pg_catalog.unnest(p_lane.job_ids) with ordinality as i (job_id, place)
    join headgate_private.job_queue j on j.job_id = i.job_id
    where j.job_id = any (v_ids) and j.job_id between v_ids[1] and v_ids[pg_catalog.cardinality(v_ids)]
  ), recorded as (
    insert into headgate_private.audit_log (
      logged_at, job_ids, lease_token, attempt, from_state, to_state, action, actor, worker, correlation_id
    )
    select p_lane.claimed_at, pg_catalog.array_agg(s.job_id order by s.job_id), v_token, s.attempt, 'queued', 'running', 'claimed',
      v_actor, p_worker, s.correlation_id
    from started s
    group by s.job_id >> 8, s.attempt, s.correlation_id
  )
  select s.job_id::headgate.nn_job_id, v_token::headgate.nn_lease_token, v_type.job_type::headgate.nn_text,
    s.attempt::headgate.nn_integer, s.max_attempts::headgate.nn_integer, s.payload::headgate.nn_jsonb,
    s.metadata::headgate.nn_jsonb, coalesce(s.correlation_id, 'job:' || s.job_id)::headgate.nn_text, s.traceparent,
    s.scheduled_at::headgate.nn_timestamptz, v_expires_at::headgate.nn_timestamptz, v_run_until::headgate.nn_timestamptz,
    v_lease_seconds::headgate.nn_double, v_run_seconds::headgate.nn_double, s.deadline_at,
    case when v_type.endpoint_id is null then 0 else s.estimated_tokens end::headgate.nn_bigint,
    v_endpoint.provider, v_endpoint.endpoint, v_endpoint.scope,
    case when v_type.endpoint_id is not null then s.estimated_input_tokens end::bigint,
    case when v_type.endpoint_id is not null then s.estimated_output_tokens end::bigint,
    case when v_type.endpoint_id is not null then s.estimated_cost end
  from started s
  order by s.place;
  get diagnostics v_found = row_count;
  if v_found < pg_catalog.cardinality(p_lane.job_ids) then
    perform headgate_private.raise_old_snapshot();
  end if;
end
$$;

comment on function headgate_private.start_jobs(headgate_private.claimed_lane, text, integer) is 'Gives claimed jobs of one lane to a worker, under a new lease.';
