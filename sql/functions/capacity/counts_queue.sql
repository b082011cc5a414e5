create function headgate_private.counts_queue(p_endpoints headgate_private.api_rate_limits[], p_endpoint_id integer)
returns boolean
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_endpoint headgate_private.api_rate_limits;
begin
  foreach v_endpoint in array p_endpoints loop
    exit when v_endpoint.endpoint_id = p_endpoint_id;
  end loop;
  return v_endpoint.queue_depth_limit is not null and v_endpoint.backpressure <> 'accept';
end
$$;

comment on function headgate_private.counts_queue(headgate_private.api_rate_limits[], integer) is 'Whether what waits for an endpoint is to be known.';
