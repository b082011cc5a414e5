-- The meters that the limits of p_new ask for, with what p_old, slid to now, has counted. A limit that is new begins with
-- what its dimension has taken so far, as far as that was counted, and gives nothing back of earlier grants. Null: none is
-- needed.
create function headgate_private.fitted_meters(
  p_old headgate_private.api_rate_limits,
  p_new headgate_private.api_rate_limits,
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
  v_rolling text := case when p_new.mode = 'mirror' then 'bucket' else 'window' end;
begin
  for v_meter in
    select w.dimension, w.period, w.most,
      case when w.period = 'bucket' then least(coalesce(o.taken, w.taken, 0), headgate_private.bucket_depth(w.most, p_new.window_seconds))
        else coalesce(o.taken, w.taken, 0) end,
      case when o.period = w.period then o.since else p_now end,
      case when w.period = 'day' then headgate_private.day_start(p_now, p_new.day_time_zone, 1) end,
      case when w.period <> 'window' then null when o.period = 'window' then o.slots
        else pg_catalog.array_fill(0, array[60]) || least(coalesce(o.taken, 0), 2147483647)::integer
          || pg_catalog.array_fill(0, array[pg_catalog.cardinality(p_new.request_slots) - 61]) end
    from (values
      ('requests', case when v_rolling = 'bucket' then 'bucket' end, p_new.request_limit, p_old.requests_taken),
      ('tokens', case when v_rolling = 'bucket' then 'bucket' end, p_new.token_limit, p_old.tokens_taken),
      ('input_tokens', v_rolling, p_new.input_token_limit, 0),
      ('output_tokens', v_rolling, p_new.output_token_limit, 0),
      ('requests', 'day', p_new.day_request_limit, 0),
      ('tokens', 'day', p_new.day_token_limit, 0),
      ('cost', 'day', p_new.day_cost_limit, 0)
    ) w (dimension, period, most, taken)
    left join pg_catalog.unnest(p_old.meters) o on o.dimension = w.dimension and (o.period = 'day') = (w.period = 'day')
    where w.most is not null and w.period is not null
  loop
    v_meters := v_meters || v_meter;
  end loop;
  return nullif(v_meters, '{}');
end
$$;

comment on function headgate_private.fitted_meters(headgate_private.api_rate_limits, headgate_private.api_rate_limits, timestamptz) is 'The meters of an endpoint whose limits have changed, with nothing that was taken forgotten.';
