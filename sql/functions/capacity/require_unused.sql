create function headgate_private.require_unused(p_endpoint headgate_private.api_rate_limits)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_uses jsonb;
begin
  select pg_catalog.jsonb_object_agg(u.what, u.number) into v_uses
  from (
    select 'job_types' as what, pg_catalog.count(*) as number from headgate_private.job_type t where t.endpoint_id = p_endpoint.endpoint_id
    union all
    select 'running_jobs', coalesce(pg_catalog.sum(pg_catalog.cardinality(l.job_ids)), 0) from headgate_private.lease l
    where p_endpoint.endpoint_id = any (coalesce(l.endpoint_ids, array[l.endpoint_id]))
    union all
    select 'reservations', pg_catalog.count(*) from headgate_private.reservation r
    where p_endpoint.endpoint_id = any (headgate_private.endpoints_held(r.endpoint_id, r.charges))
    union all
    select 'scopes', pg_catalog.count(*) from headgate_private.api_rate_limits c where p_endpoint.endpoint_id = any (c.parent_ids)
  ) u
  where u.number > 0;
  if v_uses is not null then
    perform headgate_private.raise(
      'JQ208',
      pg_catalog.format('%s/%s is in use: %s', p_endpoint.provider, p_endpoint.endpoint, v_uses),
      v_uses || pg_catalog.jsonb_build_object('provider', p_endpoint.provider, 'endpoint', p_endpoint.endpoint, 'scope', p_endpoint.scope)
    );
  end if;
end
$$;

comment on function headgate_private.require_unused(headgate_private.api_rate_limits) is 'Raises JQ208 endpoint_in_use.';
