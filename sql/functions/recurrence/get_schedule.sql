-- Locks: job_schedule.
create function headgate_private.get_schedule(p_name text)
returns headgate_private.job_schedule
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_schedule headgate_private.job_schedule;
begin
  select s.* into v_schedule from headgate_private.job_schedule s where s.name = p_name for update;
  if v_schedule.name is null then
    perform headgate_private.raise('JQ403', pg_catalog.format('there is no schedule %L', pg_catalog.left(p_name, 200)),
      pg_catalog.jsonb_build_object('name', pg_catalog.left(p_name, 200)));
  end if;
  return v_schedule;
end
$$;

comment on function headgate_private.get_schedule(text) is 'A schedule, locked; raises JQ403 unknown_schedule.';
