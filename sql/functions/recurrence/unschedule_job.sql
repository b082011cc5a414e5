-- Effect: the row of job_schedule is gone; one audit row. Jobs already enqueued stay.
-- Locks:  job_schedule: waits for a tick that is just enqueueing an occurrence of it.
create function headgate.unschedule_job(p_name text)
returns table (name headgate.nn_text, jobs_made headgate.nn_bigint)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_old headgate_private.job_schedule;
begin
  v_old := headgate_private.get_schedule(p_name);
  delete from headgate_private.job_schedule s where s.name = p_name;
  perform headgate_private.note('schedule_removed',
    pg_catalog.jsonb_build_object('name', p_name, 'before', pg_catalog.to_jsonb(v_old)));
  return query select p_name::headgate.nn_text, v_old.jobs_made::headgate.nn_bigint;
end
$$;

comment on function headgate.unschedule_job(text) is
'Ends a recurring job. Jobs already enqueued stay.
@param p_name Name of the schedule.
@returns one row: the schedule that was, and how many jobs it made.
@errors JQ403
@since 0.1';
