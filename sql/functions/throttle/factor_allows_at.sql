-- A cost that the lowered limit cannot take even when nothing is taken waits for its recovery.
create function headgate_private.factor_allows_at(
  p_endpoint headgate_private.api_rate_limits,
  p_now timestamptz,
  p_limit integer,
  p_cost bigint
)
returns timestamptz
language sql
immutable
as $$
  select case
    when p_cost > headgate_private.effective_limit(p_limit, headgate_private.effective_factor(p_endpoint, p_now))
    then p_endpoint.factor_from + (p_endpoint.factor_until - p_endpoint.factor_from)
      * least((p_cost::double precision / p_limit - p_endpoint.factor) / (1 - p_endpoint.factor), 1) + interval '1 millisecond'
  end
$$;

comment on function headgate_private.factor_allows_at(headgate_private.api_rate_limits, timestamptz, integer, bigint) is 'When a lowered limit will have recovered enough for a cost; null: it has.';
