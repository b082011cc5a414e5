-- Effect: lease: expires later. One row, whatever the number of jobs.
-- Locks:  lease.
create function headgate.heartbeat_jobs(
  p_lease_token headgate.lease_token,
  p_extend_seconds integer default null
)
returns table (
  lease_expires_at headgate.nn_timestamptz,
  run_until headgate.nn_timestamptz,
  lease_seconds headgate.nn_double,
  run_seconds headgate.nn_double,
  job_ids headgate.nn_job_ids
)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
#variable_conflict use_column
declare
  v_lease headgate_private.lease;
  v_now timestamptz;
begin
  perform headgate_private.require(p_lease_token is not null, 'p_lease_token', 'must not be null');
  perform headgate_private.require(p_extend_seconds is null or p_extend_seconds between 1 and 86400,
    'p_extend_seconds', 'must be between 1 and 86400 seconds');
  update headgate_private.lease l
  set expires_at = least(
    headgate_private.clock() + coalesce(p_extend_seconds, l.lease_seconds) * interval '1 second', l.run_until
  )
  where l.lease_token = p_lease_token and l.expires_at > headgate_private.clock()
  returning l.* into v_lease;
  if v_lease.lease_token is null then
    perform headgate_private.raise_lease_lost(null, p_lease_token);
  end if;
  v_now := headgate_private.clock();
  return query select v_lease.expires_at::headgate.nn_timestamptz, v_lease.run_until::headgate.nn_timestamptz,
    extract(epoch from v_lease.expires_at - v_now)::headgate.nn_double,
    extract(epoch from v_lease.run_until - v_now)::headgate.nn_double, v_lease.job_ids::headgate.nn_job_ids;
end
$$;

comment on function headgate.heartbeat_jobs(headgate.lease_token, integer) is
'Says that the holder of a lease is alive, and extends the lease.

Never beyond run_until: an attempt that runs longer than its job type allows loses its jobs.
@param p_lease_token The lease.
@param p_extend_seconds Seconds from now, 1 to 86400; default: as at the claim.
@returns one row: when the lease now expires, beyond what moment it cannot be extended, how many seconds ahead both lie, and the jobs still held. Stop working on a job that is missing: it was cancelled or taken away.
@errors JQ001 JQ101 JQ102
@since 0.1';
