-- As charge_endpoint, for the meters. A bucket takes back what it was given, down to empty; a day and a window only what was
-- given since they began.
create function headgate_private.charge_meters(
  p_endpoint headgate_private.api_rate_limits,
  p_at timestamptz,
  p_index bigint,
  p_gone boolean,
  p_charge headgate_private.charge
)
returns headgate_private.meter[]
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_meters headgate_private.meter[] := '{}';
  v_meter headgate_private.meter;
  v_amount bigint;
  v_slot bigint;
  v_index bigint;
  v_depth bigint;
begin
  foreach v_meter in array p_endpoint.meters loop
    v_amount := headgate_private.amount_of(p_charge, v_meter.dimension);
    v_index := p_index;
    if v_meter.period = 'window' then
      if p_gone or p_at < v_meter.since then
        v_index := 61;
        v_amount := greatest(v_amount, 0);
      end if;
      v_slot := least(greatest(v_meter.slots[v_index] + v_amount, 0), 2147483647);
      v_meter.taken := v_meter.taken + v_slot - v_meter.slots[v_index];
      v_meter.slots[v_index] := v_slot;
    elsif v_meter.period = 'bucket' then
      v_depth := headgate_private.bucket_depth(v_meter.most, p_endpoint.window_seconds);
      v_meter.taken := greatest(v_meter.taken + v_amount, 0);
      if v_meter.taken > v_depth then
        v_meter.taken := v_depth;
        v_meter.since := greatest(v_meter.since, headgate_private.clock());
      end if;
    elsif p_at >= v_meter.since or v_amount > 0 then
      v_meter.taken := least(greatest(v_meter.taken + v_amount, 0), 1000000000000000000);
    end if;
    v_meters := v_meters || v_meter;
  end loop;
  return v_meters;
end
$$;

comment on function headgate_private.charge_meters(headgate_private.api_rate_limits, timestamptz, bigint, boolean, headgate_private.charge) is 'The meters of an endpoint after a charge or a refund.';
