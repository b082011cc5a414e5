-- The scopes that a request to an endpoint takes: itself and all that contain it, in the order in which they are locked, slid
-- to `at`, which with p_lock is a moment after the last wait. With p_skip_locked endpoints is null when somebody else holds
-- one of them.
-- Locks: api_rate_limits, in key order, if p_lock.
create function headgate_private.endpoints_of(
  p_endpoint headgate_private.api_rate_limits,
  p_lock boolean,
  p_skip_locked boolean default false,
  out endpoints headgate_private.api_rate_limits[],
  out at timestamptz
)
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_id integer;
begin
  if p_endpoint.endpoint_ids is null then
    endpoints := array[case when p_lock then headgate_private.locked_endpoint(p_endpoint.endpoint_id, p_skip_locked) else p_endpoint end];
  else
    endpoints := '{}';
    foreach v_id in array p_endpoint.endpoint_ids loop
      if p_lock then
        endpoints := endpoints || headgate_private.locked_endpoint(v_id, p_skip_locked);
      else
        endpoints := endpoints || (select l from headgate_private.api_rate_limits l where l.endpoint_id = v_id);
      end if;
      exit when (endpoints[pg_catalog.cardinality(endpoints)]).endpoint_id is null;
    end loop;
  end if;
  if (endpoints[pg_catalog.cardinality(endpoints)]).endpoint_id is null then
    endpoints := null;
    return;
  end if;
  at := headgate_private.clock();
  for v_number in 1 .. pg_catalog.cardinality(endpoints) loop
    endpoints[v_number] := headgate_private.slid_endpoint(endpoints[v_number], at);
  end loop;
end
$$;

comment on function headgate_private.endpoints_of(headgate_private.api_rate_limits, boolean, boolean) is 'An endpoint and the scopes that contain it.';
