-- As complete_job, for many jobs of many leases at once. Nothing is raised for a job that is not held: each
-- element has its outcome.
create function headgate.complete_jobs(p_completions jsonb)
returns table (element headgate.nn_integer, job_id headgate.nn_job_id, outcome headgate.nn_text)
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
  select s.element::headgate.nn_integer, s.job_id::headgate.nn_job_id, s.outcome::headgate.nn_text
  from headgate_private.complete(
    headgate_private.parse_settlements(p_completions, 'p_completions', '{result}', '{}')
  ) s;
end
$$;

comment on function headgate.complete_jobs(jsonb) is
'Reports that many held jobs are done, each with an outcome of its own.
@param p_completions An array of up to max_batch_size (a setting) objects: job_id, lease_token and, if known, result, actual_tokens (or actual_input_tokens and actual_output_tokens), actual_requests, actual_cost_micros, as in complete_job.
@each p_completions complete_job
@returns many rows, in the order of the array: position (from 0), job, and outcome: completed, already_completed (by this lease), lease_lost, or audit_required.
@errors JQ001 JQ003 JQ004
@since 0.1';
