-- Reads only; locks nothing.
create function headgate.get_job(p_job_id headgate.job_id)
returns table (
  job_id headgate.nn_job_id,
  job_type headgate.nn_text,
  state headgate.nn_job_state,
  priority headgate.nn_integer,
  attempt headgate.nn_integer,
  max_attempts headgate.nn_integer,
  retry_count headgate.nn_integer,
  payload headgate.nn_jsonb,
  metadata headgate.nn_jsonb,
  correlation_id headgate.nn_text,
  traceparent text,
  parent_job_id headgate.job_id,
  idempotency_key text,
  concurrency_key text,
  estimated_tokens headgate.nn_bigint,
  actual_tokens bigint,
  created_at headgate.nn_timestamptz,
  created_by headgate.nn_text,
  scheduled_at headgate.nn_timestamptz,
  deadline_at timestamptz,
  first_started_at timestamptz,
  started_at timestamptz,
  finished_at timestamptz,
  worker text,
  lease_expires_at timestamptz,
  wait_seconds headgate.nn_double,
  run_seconds headgate.nn_double,
  result jsonb,
  error_details headgate.nn_jsonb,
  estimated_input_tokens bigint,
  estimated_output_tokens bigint,
  estimated_cost_micros bigint,
  actual_input_tokens bigint,
  actual_output_tokens bigint,
  actual_cost_micros bigint
)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
begin
  perform headgate_private.require(p_job_id is not null, 'p_job_id', 'must not be null');
  return query
  select j.job_id::headgate.nn_job_id, j.job_type::headgate.nn_text,
    case when r.worker is null then j.state else 'running' end::headgate.nn_job_state,
    j.priority::integer::headgate.nn_integer, (j.attempt + (r.worker is not null)::integer)::headgate.nn_integer,
    j.max_attempts::headgate.nn_integer, j.retry_count::headgate.nn_integer, j.payload::headgate.nn_jsonb,
    j.metadata::headgate.nn_jsonb, coalesce(j.correlation_id, 'job:' || j.job_id)::headgate.nn_text, j.traceparent,
    j.parent_job_id::headgate.job_id, j.idempotency_key, j.concurrency_key, j.estimated_tokens::bigint::headgate.nn_bigint,
    j.actual_tokens, j.created_at::headgate.nn_timestamptz, j.created_by::headgate.nn_text,
    j.scheduled_at::headgate.nn_timestamptz, j.deadline_at, coalesce(j.first_started_at, r.claimed_at),
    coalesce(r.claimed_at, j.started_at), j.finished_at, coalesce(r.worker, j.worker), r.expires_at,
    (j.wait_seconds + coalesce(greatest(extract(epoch from r.claimed_at - j.scheduled_at), 0), 0))::double precision::headgate.nn_double,
    j.run_seconds::headgate.nn_double, j.result, j.error_details::headgate.nn_jsonb,
    j.estimated_input_tokens::bigint, j.estimated_output_tokens::bigint, j.estimated_cost, j.actual_input_tokens,
    j.actual_output_tokens, j.actual_cost
  from headgate_private.job_queue j
  left join lateral (
    select l.worker, l.claimed_at, l.expires_at
    from headgate_private.lease l
    where j.state = 'queued' and l.lease_token = headgate_private.lease_of(j.job_id)
  ) r on true
  where j.job_id = p_job_id;
  if not found then
    perform headgate_private.raise_unknown_job(p_job_id);
  end if;
end
$$;

comment on function headgate.get_job(headgate.job_id) is
'All there is to know about a job: who, when, how often, why it failed, how long each phase took.
@param p_job_id The job.
@returns one row: the ledger''s, with times in seconds and error_details listing the latest failures, oldest first.
@errors JQ001 JQ101
@since 0.1';
