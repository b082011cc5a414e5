-- Enqueues one due occurrence and moves on. A refusal undoes the job and nothing else: the other schedules go on.
create function headgate_private.fire_schedule(p_schedule headgate_private.job_schedule, p_now timestamptz)
returns headgate_private.job_schedule
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_at timestamptz;
  v_next timestamptz;
  v_job record;
  v_code text;
  v_message text;
  v_detail text;
begin
  begin
    v_at := headgate_private.due_occurrence(p_schedule, p_now);
    v_next := headgate_private.next_occurrence(p_schedule.cron, p_schedule.time_zone,
      case p_schedule.catch_up when 'all' then v_at else p_now end);
    if v_at is not null then
      select e.job_id, e.created into v_job
      from headgate_private.enqueue(array[headgate_private.schedule_spec(p_schedule, v_at)], false) e;
      p_schedule.last_at := v_at;
      p_schedule.last_job_id := v_job.job_id;
      p_schedule.jobs_made := p_schedule.jobs_made + v_job.created::integer;
      p_schedule.last_error := null;
    end if;
    p_schedule.next_at := v_next;
    p_schedule.try_at := v_next;
  exception
    -- JQ000 stands for the whole class, 22023 for a time zone that is gone.
    when sqlstate 'JQ000' or sqlstate '22023' then
      get stacked diagnostics v_code = returned_sqlstate, v_message = message_text, v_detail = pg_exception_detail;
      p_schedule := headgate_private.refuse_occurrence(p_schedule, v_at, v_next, p_now,
        pg_catalog.jsonb_build_object('sqlstate', v_code, 'message', v_message, 'detail', v_detail));
  end;
  return p_schedule;
end
$$;

comment on function headgate_private.fire_schedule(headgate_private.job_schedule, timestamptz) is 'A schedule after its next due occurrence was enqueued, skipped or refused.';
