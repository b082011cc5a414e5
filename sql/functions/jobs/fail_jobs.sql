-- As fail_job, for many jobs of many leases at once; each element has its outcome.
create function headgate.fail_jobs(p_failures jsonb)
returns table (
  element headgate.nn_integer,
  job_id headgate.nn_job_id,
  outcome headgate.nn_text,
  scheduled_at timestamptz
)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set plan_cache_mode = force_generic_plan
as $$
begin
  return query
  select s.element::headgate.nn_integer, s.job_id::headgate.nn_job_id, s.outcome::headgate.nn_text,
    case when s.outcome = 'queued' then s.next_at end
  from pg_catalog.unnest(headgate_private.fail(
    headgate_private.parse_settlements(p_failures, 'p_failures', '{error,retryable}', '{retry_at}')
  )) s
  order by s.element;
end
$$;

comment on function headgate.fail_jobs(jsonb) is
'Reports that attempts at many held jobs failed, each with an outcome of its own.
@param p_failures An array of up to max_batch_size (a setting) objects: job_id, lease_token, error and, if wanted, retryable, retry_at, actual_tokens (or actual_input_tokens and actual_output_tokens), actual_requests, actual_cost_micros, as in fail_job.
@each p_failures fail_job
@returns many rows, in the order of the array: position (from 0), job, outcome (queued, dead_lettered, lease_lost) and when it may run again.
@errors JQ001 JQ003 JQ004
@since 0.1';
