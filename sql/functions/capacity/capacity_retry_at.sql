-- The earliest moment at which the same request may be granted, for each limit that now refuses it. Pass a charge with
-- for_actual_only 1. Where limits are lowered it may be earlier, since they recover meanwhile.
create function headgate_private.capacity_retry_at(
  p_endpoint headgate_private.api_rate_limits,
  p_now timestamptz,
  p_charge headgate_private.charge,
  p_places integer
)
returns timestamptz
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_at timestamptz := case when p_endpoint.blocked_until > p_now then p_endpoint.blocked_until end;
  v_meter headgate_private.meter;
begin
  if p_endpoint.status in ('paused', 'inactive') then
    return null;
  end if;
  if p_endpoint.factor_until > p_now then
    v_at := greatest(v_at, headgate_private.factor_allows_at(p_endpoint, p_now, p_charge));
    p_endpoint := headgate_private.eased(p_endpoint, p_now);
  end if;
  if p_endpoint.mode = 'strict' then
    v_at := greatest(v_at,
      headgate_private.slot_frees_at(p_endpoint, p_endpoint.request_slots, p_endpoint.request_limit, p_charge.requests),
      headgate_private.slot_frees_at(p_endpoint, p_endpoint.token_slots, p_endpoint.token_limit,
        p_charge.tokens + headgate_private.kept_tokens(p_endpoint, p_now)));
  end if;
  if p_endpoint.meters is not null then
    foreach v_meter in array p_endpoint.meters loop
      v_at := greatest(v_at,
        headgate_private.meter_frees_at(p_endpoint, v_meter, headgate_private.amount_of(p_charge, v_meter.dimension)
          + headgate_private.kept_amount(p_endpoint, p_now, v_meter)));
    end loop;
  end if;
  if p_endpoint.in_flight + p_places > p_endpoint.concurrency_limit then
    v_at := greatest(v_at, p_now + headgate_private.place_wait(p_endpoint));
  end if;
  return v_at;
end
$$;

comment on function headgate_private.capacity_retry_at(headgate_private.api_rate_limits, timestamptz, headgate_private.charge, integer) is 'When a refused request may be granted; null: nobody can say (the endpoint is paused or inactive).';
