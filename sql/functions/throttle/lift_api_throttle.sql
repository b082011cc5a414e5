-- Effect: api_rate_limits: no longer blocked, limits in force in full; one audit row if that changed anything.
-- Locks:  api_rate_limits.
create function headgate.lift_api_throttle(p_provider text, p_endpoint text, p_scope text default '')
returns table (changed headgate.nn_boolean)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_now timestamptz;
  v_endpoint headgate_private.api_rate_limits;
  v_changed boolean;
begin
  perform headgate_private.require_endpoint_name(p_provider, p_endpoint, p_scope);
  v_endpoint := headgate_private.lock_endpoint(
    (headgate_private.find_endpoint(p_provider, p_endpoint, p_scope)).endpoint_id
  );
  v_now := headgate_private.clock();
  v_changed := coalesce(v_endpoint.blocked_until > v_now or v_endpoint.factor_until > v_now, false);
  if v_changed then
    perform headgate_private.note('api_throttle_lifted', pg_catalog.jsonb_build_object(
      'provider', p_provider, 'endpoint', p_endpoint, 'scope', p_scope, 'blocked_until', v_endpoint.blocked_until,
      'factor', headgate_private.effective_factor(v_endpoint, v_now)));
    v_endpoint.blocked_until := null;
    v_endpoint.factor := 1;
    v_endpoint.factor_from := null;
    v_endpoint.factor_until := null;
    perform headgate_private.store_throttle(v_endpoint);
  end if;
  return query select v_changed::headgate.nn_boolean;
end
$$;

comment on function headgate.lift_api_throttle(text, text, text) is
'Forgets what refusals have made of an endpoint: it is no longer blocked, and its limits are in force in full. For example when a spend cap was raised.
@param p_provider Provider of the endpoint.
@param p_endpoint Endpoint, as set by set_api_rate_limit.
@param p_scope Scope of the limit; empty for the endpoint as a whole.
@returns one row: whether that changed anything.
@errors JQ001 JQ201
@since 0.1';
