-- A bucket at p_now. It drains in whole units; the time that was not enough for one is kept, to the microsecond.
create function headgate_private.drained(p_meter headgate_private.meter, p_window_seconds numeric, p_now timestamptz)
returns headgate_private.meter
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_units numeric := pg_catalog.div(extract(epoch from p_now - p_meter.since) * p_meter.most, p_window_seconds);
begin
  if v_units >= p_meter.taken and p_now > p_meter.since then
    p_meter.taken := 0;
    p_meter.since := p_now;
  elsif v_units > 0 then
    p_meter.taken := p_meter.taken - v_units;
    p_meter.since := p_meter.since + headgate_private.bucket_time(p_meter.most, p_window_seconds, v_units);
  end if;
  return p_meter;
end
$$;

comment on function headgate_private.drained(headgate_private.meter, numeric, timestamptz) is 'A bucket with what has drained from it until a moment.';
