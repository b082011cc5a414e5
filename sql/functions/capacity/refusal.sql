-- Pass a slid endpoint, and a charge with for_actual_only 1.
create function headgate_private.refusal(
  p_endpoint headgate_private.api_rate_limits,
  p_now timestamptz,
  p_charge headgate_private.charge,
  p_places integer
)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_alone boolean := p_endpoint.oversize = 'admit_alone';
  v_meter headgate_private.meter;
begin
  if p_endpoint.factor_until > p_now then
    p_endpoint := headgate_private.eased(p_endpoint, p_now);
  end if;
  if p_endpoint.status in ('paused', 'inactive') then
    return p_endpoint.status;
  elsif p_endpoint.blocked_until > p_now then
    return 'blocked';
  elsif p_endpoint.mode = 'strict'
    and headgate_private.exceeds(p_charge.requests, p_endpoint.requests_taken, p_endpoint.request_limit, v_alone)
  then
    return 'requests';
  elsif p_endpoint.mode = 'strict'
    and headgate_private.exceeds(p_charge.tokens, p_endpoint.tokens_taken + headgate_private.kept_tokens(p_endpoint, p_now),
      p_endpoint.token_limit, v_alone)
  then
    return 'tokens';
  elsif p_endpoint.meters is not null then
    foreach v_meter in array p_endpoint.meters loop
      if headgate_private.exceeds(headgate_private.amount_of(p_charge, v_meter.dimension), v_meter.taken
          + headgate_private.kept_amount(p_endpoint, p_now, v_meter),
        v_meter.most, v_alone and v_meter.period <> 'day')
      then
        return headgate_private.meter_name(v_meter);
      end if;
    end loop;
  end if;
  if p_endpoint.in_flight + p_places > p_endpoint.concurrency_limit then
    return 'concurrency';
  end if;
  return null;
end
$$;

comment on function headgate_private.refusal(headgate_private.api_rate_limits, timestamptz, headgate_private.charge, integer) is 'The limit that refuses a request; null: it fits.';
