-- What an endpoint can take at p_now, by the limits in force. Pass a slid endpoint. Null means: without limit.
create function headgate_private.endpoint_room(
  p_endpoint headgate_private.api_rate_limits,
  p_now timestamptz,
  out requests bigint,
  out tokens bigint,
  out concurrency bigint,
  out blocked_by text,
  out input_tokens bigint,
  out output_tokens bigint,
  out cost bigint
)
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_meter headgate_private.meter;
  v_room bigint;
  v_empty text;
begin
  if p_endpoint.factor_until > p_now then
    p_endpoint := headgate_private.eased(p_endpoint, p_now);
  end if;
  if p_endpoint.mode = 'strict' then
    requests := p_endpoint.request_limit - p_endpoint.requests_taken;
    tokens := p_endpoint.token_limit - p_endpoint.tokens_taken;
  end if;
  concurrency := p_endpoint.concurrency_limit - p_endpoint.in_flight;
  if p_endpoint.meters is not null then
    foreach v_meter in array p_endpoint.meters loop
      v_room := v_meter.most - v_meter.taken;
      case v_meter.dimension
        when 'requests' then requests := least(requests, v_room);
        when 'tokens' then tokens := least(tokens, v_room);
        when 'input_tokens' then input_tokens := least(input_tokens, v_room);
        when 'output_tokens' then output_tokens := least(output_tokens, v_room);
        when 'cost' then cost := least(cost, v_room);
      end case;
      if v_room <= 0 then
        v_empty := coalesce(v_empty, headgate_private.meter_name(v_meter));
      end if;
    end loop;
  end if;
  blocked_by := case
    when p_endpoint.status in ('paused', 'inactive') then p_endpoint.status
    when p_endpoint.blocked_until > p_now then 'blocked'
    when p_endpoint.mode = 'strict' and p_endpoint.requests_taken >= p_endpoint.request_limit then 'requests'
    when p_endpoint.mode = 'strict' and p_endpoint.tokens_taken >= p_endpoint.token_limit then 'tokens'
    when v_empty is not null then v_empty
    when concurrency <= 0 then 'concurrency'
  end;
end
$$;

comment on function headgate_private.endpoint_room(headgate_private.api_rate_limits, timestamptz) is 'What an endpoint can take now, in each dimension, and what blocks it altogether.';
