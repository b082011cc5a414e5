-- Headers only ever lower a level: where the provider counts more than we do, the difference is charged to the slot that
-- leaves when the provider's count does, so that it is given back then.
create function headgate_private.lower_to_told(
  p_endpoint headgate_private.api_rate_limits,
  p_headers jsonb,
  p_now timestamptz
)
returns headgate_private.api_rate_limits
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_told record;
  v_excess bigint;
  v_at timestamptz;
begin
  for v_told in
    select r.dimension, r.remaining, greatest(least(r.seconds, headgate_private.ring_seconds(p_endpoint)), 0) as seconds
    from headgate_private.told_room(p_headers, p_now) r
  loop
    v_excess := pg_catalog.floor(headgate_private.rolling_room(p_endpoint, v_told.dimension) - v_told.remaining);
    if v_excess > 0 then
      v_at := headgate_private.slot_start(p_endpoint,
        headgate_private.slot_of(p_endpoint, p_now + v_told.seconds::double precision * interval '1 second') - 60);
      p_endpoint := headgate_private.charge_told(p_endpoint, least(v_at, p_now), v_told.dimension, v_excess);
    end if;
  end loop;
  return p_endpoint;
end
$$;

comment on function headgate_private.lower_to_told(headgate_private.api_rate_limits, jsonb, timestamptz) is 'An endpoint with no more room than headers say is left.';
