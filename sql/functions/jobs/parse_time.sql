-- Without backslashes: a caller's standard_conforming_strings = off would eat them.
create function headgate_private.parse_time(p_value jsonb)
returns timestamptz
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  if pg_catalog.jsonb_typeof(p_value) = 'string'
    and p_value #>> '{}' ~ '^[0-9]{4,6}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)? ?(Z|[+-][0-9]{2}(:?[0-9]{2})?)$'
  then
    return (p_value #>> '{}')::timestamptz;
  end if;
  return null;
exception
  when data_exception then
    return null;
end
$$;

comment on function headgate_private.parse_time(jsonb) is 'An ISO 8601 time with a zone; null: it is none.';
