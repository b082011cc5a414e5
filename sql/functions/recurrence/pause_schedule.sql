-- Effect: tick passes the schedule over; one audit row if anything changed.
-- Locks:  job_schedule.
create function headgate.pause_schedule(p_name text, p_reason text default null)
returns table (name headgate.nn_text, paused headgate.nn_boolean)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_old headgate_private.job_schedule;
begin
  v_old := headgate_private.get_schedule(p_name);
  if p_reason is not null then
    perform headgate_private.require_reason(p_reason);
  end if;
  if v_old.paused_at is null then
    update headgate_private.job_schedule s
    set paused_at = headgate_private.clock(), paused_reason = p_reason
    where s.name = p_name;
    perform headgate_private.note('schedule_paused',
      pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object('name', p_name, 'reason', p_reason)));
  end if;
  return query select p_name::headgate.nn_text, true::headgate.nn_boolean;
end
$$;

comment on function headgate.pause_schedule(text, text) is
'Stops a recurring job until resume_schedule. What falls into the pause is not made up for.
@param p_name Name of the schedule.
@param p_reason Why, 1 to 1000 characters.
@returns one row: the schedule, paused.
@errors JQ001 JQ403
@since 0.1';
