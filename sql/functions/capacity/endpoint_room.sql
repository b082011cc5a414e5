-- What an endpoint can take at p_now, by the limits in force. Pass a slid endpoint. Null means: without limit.
create function headgate_private.endpoint_room(
  p_endpoint headgate_private.api_rate_limits,
  p_now timestamptz,
  out requests bigint,
  out tokens bigint,
  out concurrency bigint,
  out blocked_by text
)
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_factor double precision := headgate_private.effective_factor(p_endpoint, p_now);
begin
  requests := headgate_private.effective_limit(p_endpoint.request_limit, v_factor) - p_endpoint.requests_taken;
  tokens := headgate_private.effective_limit(p_endpoint.token_limit, v_factor) - p_endpoint.tokens_taken;
  concurrency := headgate_private.effective_limit(p_endpoint.concurrency_limit, v_factor) - p_endpoint.in_flight;
  blocked_by := case
    when p_endpoint.status <> 'active' then p_endpoint.status
    when p_endpoint.blocked_until > p_now then 'blocked'
    when requests <= 0 then 'requests'
    when tokens <= 0 then 'tokens'
    when concurrency <= 0 then 'concurrency'
  end;
end
$$;

comment on function headgate_private.endpoint_room(headgate_private.api_rate_limits, timestamptz) is 'Requests, tokens and concurrent calls that an endpoint can take now, and what blocks it altogether.';
