-- All or none of requests that together no empty window could take would wait for ever.
create function headgate_private.require_sum_fits(
  p_endpoint headgate_private.api_rate_limits,
  p_requests headgate_private.reservation[]
)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_sum headgate_private.charge;
  v_endpoint headgate_private.api_rate_limits;
begin
  if pg_catalog.cardinality(p_requests) = 1 then
    return;
  end if;
  foreach v_endpoint in array (headgate_private.endpoints_of(p_endpoint, false)).endpoints loop
    select null, pg_catalog.sum(c.requests), pg_catalog.sum(c.tokens), pg_catalog.sum(c.input_tokens), pg_catalog.sum(c.output_tokens),
      pg_catalog.sum(c.cost)
    into v_sum
    from pg_catalog.unnest(p_requests) r
    cross join lateral headgate_private.charge_of(v_endpoint, r.requests, r.tokens, r.input_tokens, r.output_tokens, r.cost) c;
    perform headgate_private.require_fits(v_endpoint, v_sum, pg_catalog.cardinality(p_requests));
  end loop;
end
$$;

comment on function headgate_private.require_sum_fits(headgate_private.api_rate_limits, headgate_private.reservation[]) is 'Raises JQ203 cost_exceeds_limit for requests that could never be granted together.';
