-- Effect: dead_lettered → queued now, oldest jobs first; one audit row a job.
-- Locks:  dead_letter (skipping locked), then job_queue.
create function headgate.redrive_jobs(p_job_type text, p_limit integer default 100)
returns table (job_id headgate.nn_job_id, scheduled_at headgate.nn_timestamptz)
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
  v_now timestamptz := headgate_private.clock();
  v_id bigint;
begin
  perform headgate_private.require(p_limit between 1 and 10000, 'p_limit', 'must be between 1 and 10000');
  perform headgate_private.get_job_type(p_job_type);
  for v_id in
    select d.job_id from headgate_private.dead_letter d
    where d.job_type = p_job_type
    order by d.job_id
    limit p_limit
    for update skip locked
  loop
    perform headgate_private.redrive(v_id, v_now, 'redrive_jobs');
    return query select j.job_id::headgate.nn_job_id, j.scheduled_at::headgate.nn_timestamptz
    from headgate_private.job_queue j
    where j.job_id = v_id;
  end loop;
end
$$;

comment on function headgate.redrive_jobs(text, integer) is
'Puts dead letters of a type back in line, oldest jobs first, with their attempts given back.

An idempotency key that was freed when the job died is not taken back: the same key may have been used since.
@param p_job_type A registered job type.
@param p_limit At most so many, 1 to 10000.
@returns many rows: each job put back, and when it may run.
@errors JQ001 JQ002
@since 0.1';
