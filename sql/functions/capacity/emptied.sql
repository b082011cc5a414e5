create function headgate_private.emptied(p_endpoint headgate_private.api_rate_limits)
returns headgate_private.api_rate_limits
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  p_endpoint.requests_taken := 0;
  p_endpoint.tokens_taken := 0;
  p_endpoint.in_flight := 0;
  for v_number in 1 .. coalesce(pg_catalog.cardinality(p_endpoint.meters), 0) loop
    p_endpoint.meters[v_number].taken := 0;
  end loop;
  return p_endpoint;
end
$$;

comment on function headgate_private.emptied(headgate_private.api_rate_limits) is 'An endpoint as if nothing of it were taken; its rings are left.';
