create function headgate_private.refuse_scope_cycle(p_endpoint headgate_private.api_rate_limits)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_parent record;
begin
  select l.provider, l.endpoint, l.scope into v_parent
  from headgate_private.api_rate_limits l
  where l.endpoint_id = any (p_endpoint.parent_ids)
    and (l.endpoint_id = p_endpoint.endpoint_id or p_endpoint.endpoint_id = any (l.endpoint_ids))
  order by l.endpoint_id
  limit 1;
  if found then
    perform headgate_private.raise(
      'JQ207',
      pg_catalog.format('%s/%s, scope %L, would contain itself through %s/%s, scope %L', p_endpoint.provider, p_endpoint.endpoint,
        p_endpoint.scope, v_parent.provider, v_parent.endpoint, v_parent.scope),
      pg_catalog.jsonb_build_object('provider', p_endpoint.provider, 'endpoint', p_endpoint.endpoint, 'scope', p_endpoint.scope,
        'parent', pg_catalog.jsonb_build_object('provider', v_parent.provider, 'endpoint', v_parent.endpoint, 'scope', v_parent.scope))
    );
  end if;
end
$$;

comment on function headgate_private.refuse_scope_cycle(headgate_private.api_rate_limits) is 'Raises JQ207 scope_cycle for parents that lie below the endpoint.';
