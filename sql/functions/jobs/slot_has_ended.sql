create function headgate_private.slot_has_ended(p_endpoints headgate_private.api_rate_limits[], p_at timestamptz)
returns boolean
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_endpoint headgate_private.api_rate_limits;
begin
  foreach v_endpoint in array p_endpoints loop
    if headgate_private.slot_of(v_endpoint, p_at) < v_endpoint.slot then
      return true;
    end if;
  end loop;
  return false;
end
$$;

comment on function headgate_private.slot_has_ended(headgate_private.api_rate_limits[], timestamptz) is 'Whether any of these endpoints, slid to now, has a later slot than that of a moment.';
