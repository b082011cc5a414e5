-- Rings move on with those of the row, buckets drain, a day that has ended begins anew. A clock that stepped back
-- changes nothing.
create function headgate_private.slid_meters(
  p_endpoint headgate_private.api_rate_limits,
  p_by bigint,
  p_now timestamptz
)
returns headgate_private.meter[]
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_meters headgate_private.meter[] := '{}';
  v_meter headgate_private.meter;
begin
  foreach v_meter in array p_endpoint.meters loop
    if v_meter.period = 'bucket' then
      v_meter := headgate_private.drained(v_meter, p_endpoint.window_seconds, p_now);
    elsif v_meter.period = 'day' and p_now >= v_meter.until then
      v_meter.taken := 0;
      v_meter.since := headgate_private.day_start(p_now, p_endpoint.day_time_zone, 0);
      v_meter.until := headgate_private.day_start(p_now, p_endpoint.day_time_zone, 1);
    elsif v_meter.period = 'window' and p_by > 0 then
      v_meter.slots := headgate_private.slide_slots(v_meter.slots, p_by);
      v_meter.taken := headgate_private.sum_slots(v_meter.slots);
    end if;
    v_meters := v_meters || v_meter;
  end loop;
  return v_meters;
end
$$;

comment on function headgate_private.slid_meters(headgate_private.api_rate_limits, bigint, timestamptz) is 'The meters of an endpoint, moved on by a number of slots to a moment.';
