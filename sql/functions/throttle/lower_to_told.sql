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
    select r.dimension, r.remaining, least(r.seconds, headgate_private.ring_seconds(p_endpoint)) as seconds
    from headgate_private.told_room(p_headers, p_now) r
    where r.dimension in ('requests', 'tokens')
  loop
    v_excess := pg_catalog.floor(case v_told.dimension
      when 'requests' then p_endpoint.request_limit - p_endpoint.requests_taken
      else p_endpoint.token_limit - p_endpoint.tokens_taken
    end - v_told.remaining);
    if v_excess > 0 then
      v_at := least(p_now, headgate_private.slot_start(p_endpoint,
        headgate_private.slot_of(p_endpoint, p_now + greatest(v_told.seconds, 0)::double precision * interval '1 second') - 60));
      p_endpoint := headgate_private.charge_endpoint(p_endpoint, coalesce(v_at, p_now),
        case v_told.dimension when 'requests' then v_excess else 0 end,
        case v_told.dimension when 'tokens' then v_excess else 0 end);
    end if;
  end loop;
  return p_endpoint;
end
$$;

comment on function headgate_private.lower_to_told(headgate_private.api_rate_limits, jsonb, timestamptz) is 'An endpoint with no more room than headers say is left.';
