-- How long an endpoint needs for a queued cost, by its slower dimension. Null: it has no rate to reckon with.
create function headgate_private.drain_seconds(
  p_endpoint headgate_private.api_rate_limits,
  p_requests bigint,
  p_tokens bigint
)
returns numeric
language sql
immutable
as $$
  select p_endpoint.window_seconds * greatest(
    p_requests::numeric / p_endpoint.request_limit,
    p_tokens::numeric / p_endpoint.token_limit
  )
$$;

comment on function headgate_private.drain_seconds(headgate_private.api_rate_limits, bigint, bigint) is 'Seconds in which an endpoint can take a cost.';
