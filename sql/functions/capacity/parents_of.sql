-- The ids of parents given as JSON, in their order; null: none.
create function headgate_private.parents_of(p_endpoint headgate_private.api_rate_limits, p_parents jsonb)
returns integer[]
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_parent jsonb;
  v_ids integer[] := '{}';
begin
  perform headgate_private.require(pg_catalog.jsonb_typeof(p_parents) = 'array', 'p_parents', 'must be an array');
  perform headgate_private.require(pg_catalog.jsonb_array_length(p_parents) <= 10, 'p_parents', 'must name 10 scopes at most');
  for v_parent in select e from pg_catalog.jsonb_array_elements(p_parents) e loop
    perform headgate_private.require(
      case when pg_catalog.jsonb_typeof(v_parent) = 'object' then v_parent - array['provider', 'endpoint', 'scope'] = '{}'
        and not exists (select from pg_catalog.jsonb_each(v_parent) f where pg_catalog.jsonb_typeof(f.value) <> 'string') end,
      'p_parents', 'must hold objects with the texts provider, endpoint and scope'
    );
    v_ids := v_ids || (headgate_private.find_endpoint(coalesce(v_parent ->> 'provider', p_endpoint.provider),
      coalesce(v_parent ->> 'endpoint', p_endpoint.endpoint), coalesce(v_parent ->> 'scope', ''))).endpoint_id;
  end loop;
  return nullif(array(select distinct i from pg_catalog.unnest(v_ids) i order by i), '{}');
end
$$;

comment on function headgate_private.parents_of(headgate_private.api_rate_limits, jsonb) is 'The ids of the scopes named as parents.';
