create function headgate_private.find_endpoint(p_provider text, p_endpoint text, p_scope text)
returns headgate_private.api_rate_limits
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_endpoint headgate_private.api_rate_limits;
begin
  select l.* into v_endpoint from headgate_private.api_rate_limits l
  where l.provider = p_provider and l.endpoint = p_endpoint and l.scope = p_scope;
  if v_endpoint.endpoint_id is null then
    perform headgate_private.raise(
      'JQ201',
      pg_catalog.format('no limits are set for provider %L, endpoint %L, scope %L', p_provider, p_endpoint, p_scope),
      pg_catalog.jsonb_build_object('provider', p_provider, 'endpoint', p_endpoint, 'scope', p_scope)
    );
  end if;
  return v_endpoint;
end
$$;

comment on function headgate_private.find_endpoint(text, text, text) is 'The row of an endpoint; raises JQ201 unknown_endpoint.';
