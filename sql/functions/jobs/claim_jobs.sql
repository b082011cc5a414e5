-- Effect:    now and then due jobs promoted and timed-out leases reclaimed (both bounded, of all types); blocked jobs
--            whose key has a place brought into line; then, line by line: ready rows deleted, capacity taken; one lease
--            a lane, which is what makes its jobs running; audit rows. The ledger is only read.
-- Locks:     lease → job_queue → idempotency → api_rate_limits (reclaim); scheduled → job_queue; ready and blocked
--            (skipping locked) with a try-lock per key → job_queue; then per line api_rate_limits → ready (skipping
--            locked). Only the first endpoint is waited for, and only by a caller that holds none; the others are
--            skipped when somebody holds them.
-- Isolation: read committed. Two callers never get the same job.
create function headgate.claim_jobs(
  p_worker text,
  p_job_types text[],
  p_limit integer default 1,
  p_lease_seconds integer default null,
  p_wake_me boolean default false
)
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
security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  v_lane headgate_private.claimed_lane;
  v_reclaimed integer;
begin
  perform headgate_private.require(pg_catalog.length(p_worker) between 1 and 200, 'p_worker', 'must have 1 to 200 characters');
  perform headgate_private.require(p_limit between 1 and 10000, 'p_limit', 'must be between 1 and 10000');
  perform headgate_private.require(p_lease_seconds is null or p_lease_seconds between 1 and 86400, 'p_lease_seconds',
    'must be between 1 and 86400 seconds');
  perform headgate_private.require(p_wake_me is not null, 'p_wake_me', 'must not be null');
  perform headgate_private.require_job_types(p_job_types);
  v_reclaimed := headgate_private.sweep_now_and_then();
  perform headgate_private.admit_keyed(p_job_types);

  foreach v_lane in array headgate_private.claim_lines(p_job_types, p_limit, v_reclaimed = 0) loop
    return query
    select s.* from headgate_private.start_jobs(v_lane, p_worker, p_lease_seconds) s;
  end loop;
  if p_wake_me and not found then
    perform headgate_private.want_wake(p_job_types);
  end if;
end
$$;

comment on function headgate.claim_jobs(text, text[], integer, integer, boolean) is
'Gives a worker jobs that it may start now: ready, not paused, and with the capacity of their endpoint already taken.

Each row carries the lease token that every later call about the job must show. Jobs of one type claimed by one call share a lease. Extend it with heartbeat_jobs before lease_expires_at, or others will get the jobs. No rows means that nothing can start now.
@param p_worker Name of the worker, 1 to 200 characters.
@param p_job_types The job types it handles, 1 to 100.
@param p_limit At most so many jobs, 1 to 10000.
@param p_lease_seconds Seconds the lease lasts without a heartbeat, 1 to 86400; default: that of the job type, else the setting timeout_seconds.
@param p_wake_me Whether, should no row come back, jobs that come into line are to be announced on the channel headgate by their type. Announcements are best effort: look again after a few milliseconds, and now and then.
@returns many rows, in the order in which they should start. lease_seconds and run_seconds say how far ahead lease_expires_at and run_until lie, so that a worker need not compare clocks.
@errors JQ001 JQ002
@since 0.1';
