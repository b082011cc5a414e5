-- Effect: for each lease that ran out: running → queued or dead_lettered for its jobs, lease deleted, places among
--         the concurrent calls freed, charges kept; one audit row a job.
-- Locks:  lease (skipping locked) → job_queue → idempotency → api_rate_limits.
create function headgate.reclaim_timed_out_jobs(p_limit integer default 100)
returns table (
  job_id headgate.nn_job_id,
  job_type headgate.nn_text,
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
  perform headgate_private.require(p_limit between 1 and 10000, 'p_limit', 'must be between 1 and 10000');
  return query
  select r.job_id::headgate.nn_job_id, r.job_type::headgate.nn_text, r.outcome::headgate.nn_text, r.scheduled_at
  from headgate_private.reclaim('-infinity', p_limit) r;
end
$$;

comment on function headgate.reclaim_timed_out_jobs(integer) is
'Takes back the jobs of leases that ran out: their worker is taken for dead.

claim_jobs and tick do this by themselves; call it to see what comes back. A lost lease consumes an attempt and the job is retried, unless its type says otherwise (crash_counts, on_crash).
@param p_limit At most so many leases, 1 to 10000.
@returns many rows: each job, its type, outcome (queued or dead_lettered) and when it may run again.
@errors JQ001 JQ002
@since 0.1';
