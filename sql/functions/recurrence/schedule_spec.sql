-- The key holds even where the clock of the server went back, or the schedule was removed and set again.
create function headgate_private.schedule_spec(p_schedule headgate_private.job_schedule, p_at timestamptz)
returns headgate_private.job_spec
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_at text := pg_catalog.to_char(p_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"');
  v_spec headgate_private.job_spec;
begin
  v_spec.element := 0;
  v_spec.job_type := p_schedule.job_type;
  v_spec.payload := p_schedule.payload;
  v_spec.priority := p_schedule.priority;
  v_spec.idempotency_key := pg_catalog.format('schedule:%s:%s', p_schedule.name, v_at);
  v_spec.idempotency_scope := 'interval';
  v_spec.idempotency_seconds := 86400;
  v_spec.correlation_id := v_spec.idempotency_key;
  v_spec.metadata := p_schedule.metadata || pg_catalog.jsonb_build_object('schedule', p_schedule.name, 'occurrence', v_at);
  v_spec.estimated_tokens := p_schedule.estimated_tokens;
  return v_spec;
end
$$;

comment on function headgate_private.schedule_spec(headgate_private.job_schedule, timestamptz) is 'The job that stands for an occurrence of a schedule.';
