create function headgate_private.store_throttle(p_endpoint headgate_private.api_rate_limits)
returns void
language sql
as $$
  update headgate_private.api_rate_limits l
  set blocked_until = p_endpoint.blocked_until,
    factor = p_endpoint.factor,
    factor_from = p_endpoint.factor_from,
    factor_until = p_endpoint.factor_until,
    throttled_at = p_endpoint.throttled_at
  where l.endpoint_id = p_endpoint.endpoint_id
$$;

comment on function headgate_private.store_throttle(headgate_private.api_rate_limits) is 'Writes back what refusals have made of a locked endpoint.';
