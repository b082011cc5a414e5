create function headgate_private.rolling_room(p_endpoint headgate_private.api_rate_limits, p_dimension text)
returns bigint
language sql
immutable
as $$
  select least(
    case
      when p_endpoint.mode <> 'strict' then null
      when p_dimension = 'requests' then p_endpoint.request_limit - p_endpoint.requests_taken
      when p_dimension = 'tokens' then p_endpoint.token_limit - p_endpoint.tokens_taken
    end,
    (
      select pg_catalog.min(m.most - m.taken) from pg_catalog.unnest(p_endpoint.meters) m
      where m.dimension = p_dimension and m.period <> 'day'
    )
  )
$$;

comment on function headgate_private.rolling_room(headgate_private.api_rate_limits, text) is 'What is left of a dimension by the limits that were set, days aside; null: it has none.';
