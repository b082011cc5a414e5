create function headgate_private.seed_api_rate_limit(p_provider text, p_endpoint text, p_settings jsonb)
returns text
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_outcome text := headgate_private.put_api_rate_limit(p_provider, p_endpoint, '', p_settings, 'seed');
begin
  return case when v_outcome like 'left alone%' then v_outcome
    else pg_catalog.format('%s limits of %s/%s', v_outcome, p_provider, p_endpoint) end;
end
$$;

comment on function headgate_private.seed_api_rate_limit(text, text, jsonb) is 'Seeds the limits of an endpoint.';
