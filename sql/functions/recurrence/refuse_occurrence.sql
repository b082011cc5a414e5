-- What may pass is tried again when the error says, after 1 s to 5 min; anything else is given up with its
-- occurrence. A time zone that the server no longer knows has no next occurrence: the schedule is paused.
-- One audit row an occurrence and error, however often it is tried.
create function headgate_private.refuse_occurrence(
  p_schedule headgate_private.job_schedule,
  p_at timestamptz,
  p_next_at timestamptz,
  p_now timestamptz,
  p_error jsonb
)
returns headgate_private.job_schedule
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_detail jsonb := case when p_error ->> 'sqlstate' like 'JQ%' then (p_error ->> 'detail')::jsonb end;
  v_retryable boolean := exists (
    select from headgate_private.error_catalog c where c.sqlstate = p_error ->> 'sqlstate' and c.retryable
  );
  v_error jsonb := pg_catalog.jsonb_build_object('at', p_now, 'occurrence', coalesce(p_at, p_schedule.next_at),
    'sqlstate', p_error -> 'sqlstate', 'message', p_error -> 'message');
  v_known boolean := (p_schedule.last_error ->> 'sqlstate', (p_schedule.last_error ->> 'occurrence')::timestamptz)
    is not distinct from (v_error ->> 'sqlstate', coalesce(p_at, p_schedule.next_at));
begin
  if p_next_at is null then
    p_schedule.paused_at := p_now;
    p_schedule.paused_reason := p_error ->> 'message';
  elsif v_retryable then
    p_schedule.try_at := least(p_now + interval '300 seconds', greatest(p_now + interval '1 second',
      coalesce((v_detail ->> 'retry_at')::timestamptz, p_now)));
    v_error := v_error || pg_catalog.jsonb_build_object('retry_at', p_schedule.try_at);
  else
    p_schedule.next_at := p_next_at;
    p_schedule.try_at := p_next_at;
  end if;
  p_schedule.last_error := v_error;
  if not v_known then
    perform headgate_private.note('schedule_refused', v_error || pg_catalog.jsonb_build_object('name', p_schedule.name));
  end if;
  return p_schedule;
end
$$;

comment on function headgate_private.refuse_occurrence(headgate_private.job_schedule, timestamptz, timestamptz, timestamptz, jsonb) is 'A schedule after an occurrence of it was refused.';
