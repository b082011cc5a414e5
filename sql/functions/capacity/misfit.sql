-- A request larger than a whole window would wait for ever, unless the endpoint admits it alone. No day takes more than its
-- budget.
create function headgate_private.misfit(
  p_endpoint headgate_private.api_rate_limits,
  p_charge headgate_private.charge,
  p_places integer,
  out dimension text,
  out amount bigint,
  out most bigint
)
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_alone boolean := p_endpoint.oversize = 'admit_alone';
  v_meter headgate_private.meter;
begin
  if p_places > p_endpoint.concurrency_limit then
    dimension := 'concurrency';
    amount := p_places;
    most := p_endpoint.concurrency_limit;
  elsif not v_alone and p_charge.requests > p_endpoint.request_limit then
    dimension := 'requests';
    amount := p_charge.requests;
    most := p_endpoint.request_limit;
  elsif not v_alone and p_charge.tokens > p_endpoint.token_limit then
    dimension := 'tokens';
    amount := p_charge.tokens;
    most := p_endpoint.token_limit;
  elsif p_endpoint.meters is not null then
    foreach v_meter in array p_endpoint.meters loop
      if (v_meter.period = 'day' or not v_alone) and headgate_private.amount_of(p_charge, v_meter.dimension) > v_meter.most then
        dimension := headgate_private.meter_name(v_meter);
        amount := headgate_private.amount_of(p_charge, v_meter.dimension);
        most := v_meter.most;
        return;
      end if;
    end loop;
  end if;
end
$$;

comment on function headgate_private.misfit(headgate_private.api_rate_limits, headgate_private.charge, integer) is 'The limit that no empty window and no day could take a cost by; null: there is none.';
