create function headgate_private.parse_capacity_requests(
  p_requests jsonb,
  p_endpoint headgate_private.api_rate_limits,
  p_correlation_id text
)
returns headgate_private.reservation[]
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_requests headgate_private.reservation[] := '{}';
  v_request headgate_private.reservation;
  v_element jsonb;
  v_problem text;
begin
  perform headgate_private.require_batch(p_requests, 'p_requests');
  v_requests := headgate_private.parse_plain_requests(p_requests, p_endpoint.endpoint_id, p_correlation_id);
  if v_requests is not null then
    return v_requests;
  end if;
  v_requests := '{}';
  for v_element in select e from pg_catalog.jsonb_array_elements(p_requests) e loop
    v_problem := headgate_private.shape_problem(v_element, '{currency}', '{requests}', '{tokens,input_tokens,output_tokens,cost_micros}',
      '{}', '{}');
    if v_problem is null then
      v_problem := headgate_private.amounts_problem(v_element, '');
    end if;
    if v_problem is not null then
      perform headgate_private.raise_bad_element('p_requests', pg_catalog.cardinality(v_requests), v_problem);
    end if;
    if v_element ? 'cost_micros' or v_element ? 'currency' then
      perform headgate_private.require_currency(p_endpoint, (v_element ->> 'cost_micros')::bigint, v_element ->> 'currency');
    end if;
    v_request.endpoint_id := p_endpoint.endpoint_id;
    v_request.requests := coalesce((v_element ->> 'requests')::integer, 1);
    v_request.tokens := coalesce((v_element ->> 'tokens')::bigint, 0);
    v_request.input_tokens := (v_element ->> 'input_tokens')::bigint;
    v_request.output_tokens := (v_element ->> 'output_tokens')::bigint;
    v_request.cost := (v_element ->> 'cost_micros')::bigint;
    v_request.places := 1;
    v_request.correlation_id := p_correlation_id;
    v_requests := v_requests || v_request;
  end loop;
  return v_requests;
end
$$;

comment on function headgate_private.parse_capacity_requests(jsonb, headgate_private.api_rate_limits, text) is 'Parses requests for capacity; raises JQ001 for the first that is bad.';
