create function headgate_private.next_cron_time(p_cron headgate_private.cron, p_after timestamp)
returns timestamp
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_from timestamp := pg_catalog.date_trunc('minute', p_after) + interval '1 minute';
  v_day date := headgate_private.next_cron_day(p_cron, v_from::date);
  v_minute integer;
begin
  if v_day = v_from::date then
    select pg_catalog.min(h * 60 + m) into v_minute
    from pg_catalog.unnest(p_cron.hours) as h
    cross join pg_catalog.unnest(p_cron.minutes) as m
    where h * 60 + m >= extract(hour from v_from) * 60 + extract(minute from v_from);
    if v_minute is null then
      v_day := headgate_private.next_cron_day(p_cron, v_day + 1);
    end if;
  end if;
  return v_day + coalesce(v_minute, p_cron.hours[1] * 60 + p_cron.minutes[1]) * interval '1 minute';
end
$$;

comment on function headgate_private.next_cron_time(headgate_private.cron, timestamp) is 'The first reading of a wall clock after another that an expression allows; knows of no time zone.';
