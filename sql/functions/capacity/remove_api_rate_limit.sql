-- Effect: api_rate_limits: the row deleted, with what is counted of its queue; one audit row.
-- Locks:  an advisory lock against those that set parents; api_rate_limits.
create function headgate.remove_api_rate_limit(p_provider text, p_endpoint text, p_scope text default '')
returns table (provider headgate.nn_text, endpoint headgate.nn_text, scope headgate.nn_text)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_endpoint headgate_private.api_rate_limits;
begin
  perform headgate_private.require_endpoint_name(p_provider, p_endpoint, p_scope);
  v_endpoint := headgate_private.find_endpoint(p_provider, p_endpoint, p_scope);
  perform headgate_private.lock_family(v_endpoint.endpoint_id);
  perform from headgate_private.api_rate_limits l where l.endpoint_id = v_endpoint.endpoint_id for update;
  perform headgate_private.require_unused(v_endpoint);
  delete from headgate_private.queue_change c where c.endpoint_id = v_endpoint.endpoint_id;
  delete from headgate_private.queue_sum s where s.endpoint_id = v_endpoint.endpoint_id;
  delete from headgate_private.api_rate_limits l where l.endpoint_id = v_endpoint.endpoint_id;
  perform headgate_private.note('api_rate_limit_removed', pg_catalog.jsonb_build_object('provider', p_provider, 'endpoint', p_endpoint,
    'scope', p_scope, 'before', headgate_private.limits_of(v_endpoint)));
  return query select p_provider::headgate.nn_text, p_endpoint::headgate.nn_text, p_scope::headgate.nn_text;
end
$$;

comment on function headgate.remove_api_rate_limit(text, text, text) is
'Forgets an endpoint and its limits. Nothing may refer to it any more: no job type, no job that runs, no open reservation, no scope that it contains.
@param p_provider Provider of the endpoint.
@param p_endpoint Endpoint, as set by set_api_rate_limit.
@param p_scope Scope of the limit; empty for the endpoint as a whole.
@returns one row: what was removed.
@errors JQ001 JQ201 JQ208
@since 0.1';
