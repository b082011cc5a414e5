-- Five fields: minute, hour, day of month, month, day of week (0 and 7 are Sunday); or a macro.
-- As crontab(5) has it, a day must be right by both of its fields, but by either of them when neither begins with *.
-- Goes by intervals: whatever has a * or a step in its minute or its hour.
create function headgate_private.parse_cron(p_expression text)
returns headgate_private.cron
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_text text := pg_catalog.btrim(p_expression, ' ' || pg_catalog.chr(9));
  v_fields text[];
  v_cron headgate_private.cron;
begin
  if coalesce(v_text, '') = '' then
    perform headgate_private.raise_invalid_cron(p_expression, null, 'is empty');
  elsif pg_catalog.length(p_expression) > 1000 then
    perform headgate_private.raise_invalid_cron(p_expression, null, 'is longer than 1000 characters');
  end if;
  v_text := case pg_catalog.lower(v_text)
    when '@hourly' then '0 * * * *'
    when '@daily' then '0 0 * * *'
    when '@midnight' then '0 0 * * *'
    when '@weekly' then '0 0 * * 0'
    when '@monthly' then '0 0 1 * *'
    when '@yearly' then '0 0 1 1 *'
    when '@annually' then '0 0 1 1 *'
    else v_text
  end;
  v_fields := pg_catalog.regexp_split_to_array(v_text, '[[:blank:]]+');
  if v_text like '@%' then
    perform headgate_private.raise_invalid_cron(p_expression, null,
      'is no macro that is known: @hourly, @daily, @weekly, @monthly, @yearly');
  elsif pg_catalog.cardinality(v_fields) <> 5 then
    perform headgate_private.raise_invalid_cron(p_expression, null,
      pg_catalog.format('has %s of the five fields: minute, hour, day of month, month, day of week', pg_catalog.cardinality(v_fields)));
  end if;
  v_cron.minutes := headgate_private.parse_cron_field(p_expression, v_fields[1], 'minute', 0, 59, null);
  v_cron.hours := headgate_private.parse_cron_field(p_expression, v_fields[2], 'hour', 0, 23, null);
  v_cron.days := headgate_private.parse_cron_field(p_expression, v_fields[3], 'day-of-month', 1, 31, null);
  v_cron.months := headgate_private.parse_cron_field(p_expression, v_fields[4], 'month', 1, 12,
    array['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']);
  v_cron.weekdays := headgate_private.parse_cron_field(p_expression, v_fields[5], 'day-of-week', 0, 7,
    array['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']);
  v_cron.either_day := v_fields[3] not like '*%' and v_fields[5] not like '*%';
  v_cron.by_interval := v_fields[1] || v_fields[2] ~ '[*/]';
  if not v_cron.either_day and not exists (
    select from pg_catalog.unnest(v_cron.months) as m
    where v_cron.days[1] <= case when m = 2 then 29 when m in (4, 6, 9, 11) then 30 else 31 end
  ) then
    perform headgate_private.raise_invalid_cron(p_expression, 'day-of-month', 'has no day that its months have: it would never fire');
  end if;
  return v_cron;
end
$$;

comment on function headgate_private.parse_cron(text) is 'Parses a cron expression; raises JQ401 invalid_cron.';
