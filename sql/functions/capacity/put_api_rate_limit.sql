-- Inserts or changes an endpoint. A seed never overwrites what an operator set.
-- Returns created, updated, unchanged, or left alone (with what the seed wanted).
-- Locks: api_rate_limits; with parents, those of lock_family first.
create function headgate_private.put_api_rate_limit(
  p_provider text,
  p_endpoint text,
  p_scope text,
  p_settings jsonb,
  p_origin text
)
returns text
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_now timestamptz := headgate_private.clock();
  v_old headgate_private.api_rate_limits;
  v_new headgate_private.api_rate_limits;
begin
  perform headgate_private.require(pg_catalog.length(p_provider) between 1 and 100, 'p_provider', 'must have 1 to 100 characters');
  perform headgate_private.require(pg_catalog.length(p_endpoint) between 1 and 200, 'p_endpoint', 'must have 1 to 200 characters');
  perform headgate_private.require(pg_catalog.length(p_scope) between 0 and 200, 'p_scope', 'must have up to 200 characters');
  perform headgate_private.check_limit_settings(p_settings);

  select l.* into v_old from headgate_private.api_rate_limits l
  where l.provider = p_provider and l.endpoint = p_endpoint and l.scope = p_scope;
  if v_old.endpoint_id is not null then
    v_new := headgate_private.apply_limit_settings(v_old, p_settings);
    if v_new is not distinct from v_old and (v_old.origin = p_origin or p_origin = 'seed') then
      return 'unchanged';
    elsif p_origin = 'seed' and v_old.origin = 'operator' then
      return pg_catalog.format('left alone: limits of %s/%s were set by %s', p_provider, p_endpoint, v_old.updated_by);
    end if;
    if p_settings ? 'parents' then
      perform headgate_private.lock_family(v_old.endpoint_id);
    end if;
    v_old := headgate_private.lock_endpoint(v_old.endpoint_id);
    perform headgate_private.change_limits(v_old, headgate_private.apply_limit_settings(v_old, p_settings), p_origin);
    perform headgate_private.note('api_rate_limit_set', pg_catalog.jsonb_build_object(
      'provider', p_provider, 'endpoint', p_endpoint, 'scope', p_scope, 'settings', p_settings, 'before', headgate_private.limits_of(v_old)));
    return 'updated';
  end if;

  insert into headgate_private.api_rate_limits (provider, endpoint, scope, origin, updated_at, updated_by)
  values (p_provider, p_endpoint, p_scope, p_origin, v_now, headgate_private.actor())
  on conflict (provider, endpoint, scope) do nothing
  returning * into v_new;
  if v_new.endpoint_id is null then
    return headgate_private.put_api_rate_limit(p_provider, p_endpoint, p_scope, p_settings, p_origin);
  end if;
  if p_settings ? 'parents' then
    perform headgate_private.lock_family(v_new.endpoint_id);
  end if;
  perform headgate_private.change_limits(v_new, headgate_private.apply_limit_settings(v_new, p_settings), p_origin);
  perform headgate_private.note('api_rate_limit_set', pg_catalog.jsonb_build_object(
    'provider', p_provider, 'endpoint', p_endpoint, 'scope', p_scope, 'settings', p_settings));
  return 'created';
end
$$;

comment on function headgate_private.put_api_rate_limit(text, text, text, jsonb, text) is 'Inserts or changes the limits of an endpoint on behalf of a seed or an operator.';
