-- The first that is due with catch_up all, else the last; with skip, none that is late.
create function headgate_private.due_occurrence(p_schedule headgate_private.job_schedule, p_now timestamptz)
returns timestamptz
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_at timestamptz := p_schedule.next_at;
  v_grace interval := headgate_private.setting_number('schedule_grace_seconds') * interval '1 second';
begin
  if p_schedule.catch_up <> 'all' then
    v_at := headgate_private.latest_occurrence(p_schedule.cron, p_schedule.time_zone, v_at, p_now);
  end if;
  return case when p_schedule.catch_up = 'skip' and v_at < p_now - v_grace then null else v_at end;
end
$$;

comment on function headgate_private.due_occurrence(headgate_private.job_schedule, timestamptz) is 'Which of the due occurrences of a schedule to enqueue first; null: none.';
