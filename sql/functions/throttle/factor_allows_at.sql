-- A cost that the lowered limits cannot take even when nothing is taken waits for their recovery.
create function headgate_private.factor_allows_at(
  p_endpoint headgate_private.api_rate_limits,
  p_now timestamptz,
  p_charge headgate_private.charge
)
returns timestamptz
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_factor double precision := headgate_private.effective_factor(p_endpoint, p_now);
  v_needed double precision;
begin
  select pg_catalog.max(headgate_private.amount_of(p_charge, l.dimension)::double precision / l.most) into v_needed
  from (
    values ('requests', p_endpoint.request_limit::bigint), ('tokens', p_endpoint.token_limit::bigint)
    union all
    select m.dimension, m.most from pg_catalog.unnest(p_endpoint.meters) m where m.period <> 'day'
  ) as l (dimension, most)
  where headgate_private.amount_of(p_charge, l.dimension) > headgate_private.effective_limit(l.most, v_factor);
  return case when v_needed is not null then
    p_endpoint.factor_from + (p_endpoint.factor_until - p_endpoint.factor_from)
      * least((v_needed - p_endpoint.factor) / (1 - p_endpoint.factor), 1) + interval '1 millisecond'
  end;
end
$$;

comment on function headgate_private.factor_allows_at(headgate_private.api_rate_limits, timestamptz, headgate_private.charge) is 'When lowered limits will have recovered enough for a charge; null: they have.';
