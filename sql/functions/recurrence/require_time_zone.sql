-- Names with a slash, because AT TIME ZONE takes CET for an abbreviation, an offset without summer time, and takes
-- Foo+3 for a rule. The list comes from files and is slow to read; only the setting of a schedule does it.
create function headgate_private.require_time_zone(p_name text)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_name text := case when pg_catalog.upper(p_name) = 'UTC' then 'UTC' end;
begin
  if v_name is null and p_name ~ '/' and p_name !~* '^(posix|right)/' then
    select z.name into v_name from pg_catalog.pg_timezone_names z where pg_catalog.lower(z.name) = pg_catalog.lower(p_name);
  end if;
  if v_name is null then
    perform headgate_private.raise('JQ402', pg_catalog.format('there is no time zone %L', pg_catalog.left(p_name, 100)),
      pg_catalog.jsonb_build_object('time_zone', pg_catalog.left(p_name, 100)));
  end if;
  return v_name;
end
$$;

comment on function headgate_private.require_time_zone(text) is 'The name of a time zone as the server spells it; raises JQ402 unknown_time_zone.';
