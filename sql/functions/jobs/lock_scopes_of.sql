-- Nothing, where every lease takes one endpoint alone: then their order is enough.
-- Locks: api_rate_limits, in key order.
create function headgate_private.lock_scopes_of(p_leases headgate_private.lease[])
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if exists (select from pg_catalog.unnest(p_leases) s where s.endpoint_ids is not null) then
    perform l.endpoint_id from headgate_private.api_rate_limits l
    where l.endpoint_id = any (array(
      select pg_catalog.unnest(coalesce(s.endpoint_ids, array[s.endpoint_id])) from pg_catalog.unnest(p_leases) s
    ))
    order by l.endpoint_id
    for no key update;
  end if;
end
$$;

comment on function headgate_private.lock_scopes_of(headgate_private.lease[]) is 'Locks the endpoints of leases, if any of them takes several.';
