-- Columns by their names: what the settings name is changed, -1 lifts a limit.
create function headgate_private.apply_limit_settings(
  p_endpoint headgate_private.api_rate_limits,
  p_settings jsonb
)
returns headgate_private.api_rate_limits
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_key text;
begin
  foreach v_key in array array['request_limit', 'token_limit', 'concurrency_limit', 'queue_depth_limit', 'input_token_limit',
    'output_token_limit', 'day_request_limit', 'day_token_limit', 'day_cost_limit']
  loop
    if p_settings ->> v_key = '-1' then
      p_settings := pg_catalog.jsonb_set(p_settings, array[v_key], 'null');
    end if;
  end loop;
  if p_settings ? 'parents' then
    p_settings := pg_catalog.jsonb_set(p_settings, '{parent_ids}',
      coalesce(pg_catalog.to_jsonb(headgate_private.parents_of(p_endpoint, p_settings -> 'parents')), 'null'));
  end if;
  if p_settings ? 'day_time_zone' then
    p_settings := pg_catalog.jsonb_set(p_settings, '{day_time_zone}',
      pg_catalog.to_jsonb(headgate_private.require_time_zone(p_settings ->> 'day_time_zone')));
  end if;
  p_endpoint := pg_catalog.jsonb_populate_record(p_endpoint, p_settings);
  perform headgate_private.require(p_endpoint.day_cost_limit is null or p_endpoint.currency is not null, 'p_currency',
    'must be given for a limit on costs');
  return p_endpoint;
end
$$;

comment on function headgate_private.apply_limit_settings(headgate_private.api_rate_limits, jsonb) is 'An endpoint with some settings changed.';
