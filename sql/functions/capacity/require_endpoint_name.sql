create function headgate_private.require_endpoint_name(p_provider text, p_endpoint text, p_scope text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if p_provider is null or p_endpoint is null or p_scope is null then
    perform headgate_private.require(p_provider is not null, 'p_provider', 'must not be null');
    perform headgate_private.require(p_endpoint is not null, 'p_endpoint', 'must not be null');
    perform headgate_private.require(p_scope is not null, 'p_scope', 'must not be null; leave it out for the empty scope');
  end if;
end
$$;

comment on function headgate_private.require_endpoint_name(text, text, text) is 'Raises JQ001 unless all three parts of an endpoint''s name are given.';
