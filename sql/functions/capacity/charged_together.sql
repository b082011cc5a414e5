-- One endpoint that stands alone, slid to p_now, after the charge for requests that all fit into it; null: they do not, or it
-- is not so simple.
create function headgate_private.charged_together(
  p_endpoints headgate_private.api_rate_limits[],
  p_requests headgate_private.reservation[],
  p_now timestamptz
)
returns headgate_private.api_rate_limits[]
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_endpoint headgate_private.api_rate_limits := p_endpoints[1];
  v_sum record;
begin
  if pg_catalog.cardinality(p_endpoints) > 1 or v_endpoint.meters is not null or not headgate_private.stands_alone(v_endpoint) then
    return null;
  end if;
  select pg_catalog.sum(r.requests) as requests, pg_catalog.sum(r.tokens) as tokens,
    pg_catalog.bool_or(coalesce(r.input_tokens, r.output_tokens, r.cost) is not null) as more
  into v_sum
  from pg_catalog.unnest(p_requests) r;
  if v_sum.more or headgate_private.refusal(v_endpoint, p_now,
    row(null, v_sum.requests, v_sum.tokens, 0, 0, 0)::headgate_private.charge, pg_catalog.cardinality(p_requests)) is not null
  then
    return null;
  end if;
  v_endpoint := headgate_private.charge_endpoint(v_endpoint, p_now, v_sum.requests, v_sum.tokens);
  v_endpoint.in_flight := v_endpoint.in_flight + pg_catalog.cardinality(p_requests);
  return array[v_endpoint];
end
$$;

comment on function headgate_private.charged_together(headgate_private.api_rate_limits[], headgate_private.reservation[], timestamptz) is 'An endpoint after the charge for many requests at once; null: look at each.';
