-- Locks: an advisory lock against others that set parents, until the transaction ends; then the endpoint and every scope
--        below it in api_rate_limits, in key order.
create function headgate_private.lock_family(p_endpoint_id integer)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  perform pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('headgate.parents', 0));
  perform l.endpoint_id from headgate_private.api_rate_limits l
  where l.endpoint_id = p_endpoint_id or p_endpoint_id = any (l.endpoint_ids)
  order by l.endpoint_id
  for no key update;
end
$$;

comment on function headgate_private.lock_family(integer) is 'Locks an endpoint with all scopes below it, to change its parents.';
