create function headgate_private.meter_name(p_meter headgate_private.meter)
returns text
language sql
immutable
as $$ select case when p_meter.period = 'day' then 'day_' else '' end || p_meter.dimension $$;

comment on function headgate_private.meter_name(headgate_private.meter) is 'The name by which a denial calls a limit.';
