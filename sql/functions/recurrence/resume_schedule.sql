-- Effect: the schedule goes on with its first occurrence from now; one audit row if anything changed.
-- Locks:  job_schedule.
create function headgate.resume_schedule(p_name text)
returns table (name headgate.nn_text, paused headgate.nn_boolean, next_at headgate.nn_timestamptz)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_schedule headgate_private.job_schedule;
begin
  v_schedule := headgate_private.get_schedule(p_name);
  if v_schedule.paused_at is not null then
    perform headgate_private.require_time_zone(v_schedule.time_zone);
    v_schedule.next_at := headgate_private.next_occurrence(v_schedule.cron, v_schedule.time_zone, headgate_private.clock());
    update headgate_private.job_schedule s
    set paused_at = null, paused_reason = null, next_at = v_schedule.next_at, try_at = v_schedule.next_at
    where s.name = p_name;
    perform headgate_private.note('schedule_resumed', pg_catalog.jsonb_build_object('name', p_name));
  end if;
  return query select p_name::headgate.nn_text, false::headgate.nn_boolean, v_schedule.next_at::headgate.nn_timestamptz;
end
$$;

comment on function headgate.resume_schedule(text) is
'Lets a paused recurring job go on, with its first occurrence from now.
@param p_name Name of the schedule.
@returns one row: the schedule, not paused, and its next occurrence.
@errors JQ401 JQ402 JQ403
@since 0.1';
