-- It is a function of time, so that recovery writes nothing and the whole fleet sees the same.
create function headgate_private.effective_factor(p_endpoint headgate_private.api_rate_limits, p_now timestamptz)
returns double precision
language sql
immutable
as $$
  select case
    when p_endpoint.factor_until is null or p_now >= p_endpoint.factor_until then 1
    when p_now <= p_endpoint.factor_from then p_endpoint.factor
    else p_endpoint.factor + (1 - p_endpoint.factor)
      * (extract(epoch from p_now - p_endpoint.factor_from) / extract(epoch from p_endpoint.factor_until - p_endpoint.factor_from))::double precision
  end
$$;

comment on function headgate_private.effective_factor(headgate_private.api_rate_limits, timestamptz) is 'Share of the limits of an endpoint that is in force at a moment.';
