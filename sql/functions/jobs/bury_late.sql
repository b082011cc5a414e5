-- By key, so that nobody who enqueues a batch, and takes keys in that order, waits in a circle with this.
-- Locks: job_queue, idempotency, in key order.
create function headgate_private.bury_late(p_job_ids bigint[], p_now timestamptz)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_job_id bigint;
begin
  for v_job_id in
    select j.job_id
    from pg_catalog.unnest(p_job_ids) as i (job_id)
    join headgate_private.job_queue j on j.job_id = i.job_id
    order by j.job_type, j.idempotency_key, j.job_id
  loop
    perform headgate_private.bury(v_job_id, 'deadline_exceeded', 'the deadline passed before the job could start', p_now);
  end loop;
end
$$;

comment on function headgate_private.bury_late(bigint[], timestamptz) is 'Dead-letters jobs that have left the line after their deadline.';
