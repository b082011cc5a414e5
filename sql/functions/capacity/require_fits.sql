-- A request larger than the whole window would wait for ever, so it is refused at once.
create function headgate_private.require_fits(
  p_endpoint headgate_private.api_rate_limits,
  p_requests bigint,
  p_tokens bigint
)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  if p_requests > p_endpoint.request_limit or p_tokens > p_endpoint.token_limit then
    perform headgate_private.raise(
      'JQ203',
      pg_catalog.format(
        'a cost of %s requests and %s tokens can never fit into %s/%s, which allows %s requests and %s tokens in %s seconds',
        p_requests, p_tokens, p_endpoint.provider, p_endpoint.endpoint,
        coalesce(p_endpoint.request_limit::text, 'unlimited'), coalesce(p_endpoint.token_limit::text, 'unlimited'),
        p_endpoint.window_seconds
      ),
      pg_catalog.jsonb_build_object(
        'provider', p_endpoint.provider, 'endpoint', p_endpoint.endpoint, 'scope', p_endpoint.scope,
        'requests', p_requests, 'request_limit', p_endpoint.request_limit,
        'tokens', p_tokens, 'token_limit', p_endpoint.token_limit
      )
    );
  end if;
end
$$;

comment on function headgate_private.require_fits(headgate_private.api_rate_limits, bigint, bigint) is 'Raises JQ203 cost_exceeds_limit for a cost that no empty window could take.';
