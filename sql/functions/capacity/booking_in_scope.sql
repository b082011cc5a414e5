-- The first moment from p_from on at which a request can be booked in one scope, slid to p_now: null, if none within two
-- windows. A day's budget must have room for it, and last until then.
create function headgate_private.booking_in_scope(
  p_endpoint headgate_private.api_rate_limits,
  p_charge headgate_private.charge,
  p_now timestamptz,
  p_from timestamptz
)
returns timestamptz
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_at timestamptz := greatest(p_from, p_endpoint.blocked_until);
  v_from integer := greatest(61 + least(headgate_private.slot_of(p_endpoint, v_at) - p_endpoint.slot, 1000),
    61 + coalesce(p_endpoint.booked_slot, 0) - p_endpoint.slot, 61);
  v_index integer := v_from;
  v_meter headgate_private.meter;
begin
  if p_endpoint.factor_until > p_now then
    p_endpoint := headgate_private.eased(p_endpoint, p_now);
  end if;
  if p_endpoint.mode = 'strict' then
    v_index := greatest(
      headgate_private.booking_index(p_endpoint.request_slots, p_endpoint.request_limit, p_charge.requests, v_from),
      headgate_private.booking_index(p_endpoint.token_slots, p_endpoint.token_limit, p_charge.tokens, v_from));
  end if;
  foreach v_meter in array coalesce(p_endpoint.meters, '{}') loop
    if v_meter.period = 'window' then
      v_index := greatest(v_index, headgate_private.booking_index(v_meter.slots, v_meter.most,
        headgate_private.amount_of(p_charge, v_meter.dimension), v_from));
    elsif v_meter.period = 'bucket' then
      v_at := greatest(v_at,
        headgate_private.meter_frees_at(p_endpoint, v_meter, headgate_private.amount_of(p_charge, v_meter.dimension)));
    elsif v_meter.taken + headgate_private.amount_of(p_charge, v_meter.dimension) > v_meter.most or v_at >= v_meter.until then
      return null;
    end if;
  end loop;
  if v_index > 183 then
    return null;
  end if;
  return greatest(v_at, case when v_index > 61 then headgate_private.slot_start(p_endpoint, p_endpoint.slot + v_index - 61) end);
end
$$;

comment on function headgate_private.booking_in_scope(headgate_private.api_rate_limits, headgate_private.charge, timestamptz, timestamptz) is 'When a request can be booked in one scope.';
