create function headgate_private.meter_frees_at(
  p_endpoint headgate_private.api_rate_limits,
  p_meter headgate_private.meter,
  p_amount bigint
)
returns timestamptz
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_excess bigint := p_meter.taken + least(p_amount, p_meter.most) - p_meter.most;
begin
  if v_excess <= 0 then
    return null;
  end if;
  return case p_meter.period
    when 'day' then p_meter.until
    when 'bucket' then p_meter.since + headgate_private.bucket_time(p_meter.most, p_endpoint.window_seconds, v_excess)
    else headgate_private.slot_frees_at(p_endpoint, p_meter.slots, p_meter.most::integer, p_amount)
  end;
end
$$;

comment on function headgate_private.meter_frees_at(headgate_private.api_rate_limits, headgate_private.meter, bigint) is 'When a meter will have room for an amount; null: it has.';
