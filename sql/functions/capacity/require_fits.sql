-- A request larger than the whole window would wait for ever, so it is refused at once, unless the endpoint admits it
-- alone. No day takes more than its budget.
create function headgate_private.require_fits(
  p_endpoint headgate_private.api_rate_limits,
  p_charge headgate_private.charge,
  p_places integer
)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_alone boolean := p_endpoint.oversize = 'admit_alone';
  v_meter headgate_private.meter;
begin
  if not v_alone and (p_charge.requests > p_endpoint.request_limit or p_charge.tokens > p_endpoint.token_limit)
    or p_places > p_endpoint.concurrency_limit
  then
    perform headgate_private.raise_cost_exceeds_limit(p_endpoint, p_charge, case
      when p_places > p_endpoint.concurrency_limit then 'concurrency'
      when p_charge.requests > p_endpoint.request_limit then 'requests' else 'tokens' end);
  end if;
  if p_endpoint.meters is not null then
    foreach v_meter in array p_endpoint.meters loop
      if (v_meter.period = 'day' or not v_alone) and headgate_private.amount_of(p_charge, v_meter.dimension) > v_meter.most then
        perform headgate_private.raise_cost_exceeds_limit(p_endpoint, p_charge, headgate_private.meter_name(v_meter));
      end if;
    end loop;
  end if;
end
$$;

comment on function headgate_private.require_fits(headgate_private.api_rate_limits, headgate_private.charge, integer) is 'Raises JQ203 cost_exceeds_limit for a cost that no empty window could take.';
