-- What is taken of a window only becomes less until somebody takes more: where there is room now, the rings need not be slid.
create function headgate_private.seems_open(p_endpoint headgate_private.api_rate_limits, p_at timestamptz)
returns boolean
language sql
immutable
as $$
  select headgate_private.is_plain(p_endpoint)
    and p_endpoint.status in ('active', 'draining')
    and coalesce(greatest(p_endpoint.blocked_until, p_endpoint.factor_until) <= p_at, true)
    and p_endpoint.requests_taken < coalesce(p_endpoint.request_limit, 9223372036854775807)
    and p_endpoint.tokens_taken < coalesce(p_endpoint.token_limit, 9223372036854775807)
    and p_endpoint.in_flight < coalesce(p_endpoint.concurrency_limit, 2147483647)
$$;

comment on function headgate_private.seems_open(headgate_private.api_rate_limits, timestamptz) is 'Whether a plain endpoint has some room, as far as one look can tell.';
