-- A time at which a job shall run: not null, not beyond the horizon. The past means now.
create function headgate_private.require_time(p_at timestamptz, p_argument text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_horizon timestamptz := headgate_private.clock() + headgate_private.setting_number('schedule_horizon_days') * interval '1 day';
begin
  perform headgate_private.require(p_at is not null, p_argument, 'must not be null');
  if p_at > v_horizon or p_at = '-infinity' then
    perform headgate_private.raise('JQ004', pg_catalog.format('%s %s lies beyond the horizon %s', p_argument, p_at, v_horizon),
      pg_catalog.jsonb_build_object('argument', p_argument, 'horizon', v_horizon));
  end if;
end
$$;

comment on function headgate_private.require_time(timestamptz, text) is 'Raises JQ001 or JQ004 for a time at which no job can be made to run.';
