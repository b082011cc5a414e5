create function headgate_private.parse_time(p_value jsonb)
returns timestamptz
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  if pg_catalog.jsonb_typeof(p_value) = 'string'
    and p_value #>> '{}' ~ '^\d{4,6}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)? ?(Z|[+-]\d\d(:?\d\d)?)$'
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
