create function headgate_private.raise_cost_exceeds_limit(
  p_endpoint headgate_private.api_rate_limits,
  p_charge headgate_private.charge,
  p_dimension text
)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  perform headgate_private.raise(
    'JQ203',
    pg_catalog.format(
      'a cost of %s requests and %s tokens can never fit into %s/%s%s: its limit on %s is smaller',
      p_charge.requests, p_charge.tokens, p_endpoint.provider, p_endpoint.endpoint,
      case when p_endpoint.scope <> '' then ', scope ' || p_endpoint.scope else '' end, p_dimension
    ),
    pg_catalog.jsonb_build_object(
      'provider', p_endpoint.provider, 'endpoint', p_endpoint.endpoint, 'scope', p_endpoint.scope, 'dimension', p_dimension,
      'requests', p_charge.requests, 'request_limit', p_endpoint.request_limit,
      'tokens', p_charge.tokens, 'token_limit', p_endpoint.token_limit
    )
  );
end
$$;

comment on function headgate_private.raise_cost_exceeds_limit(headgate_private.api_rate_limits, headgate_private.charge, text) is 'Raises JQ203 cost_exceeds_limit.';
