-- The head of a lane does not fit: room is kept for it in every scope that lacks it, against other lanes and other callers,
-- until it fits, or until its lane has not asked for a window. One lane at a time waits; the mark is written anew only
-- when half of its time is over, so that asking costs no write.
-- Locks: none; api_rate_limits is already locked.
create function headgate_private.wait_for_room(
  p_endpoints headgate_private.api_rate_limits[],
  p_lane integer,
  p_tokens bigint,
  p_now timestamptz
)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_endpoint headgate_private.api_rate_limits;
begin
  foreach v_endpoint in array p_endpoints loop
    continue when v_endpoint.token_limit is null or v_endpoint.tokens_taken + p_tokens <= v_endpoint.token_limit;
    continue when v_endpoint.waiting_until > p_now and v_endpoint.waiting_lane <> p_lane;
    continue when v_endpoint.waiting_lane = p_lane and v_endpoint.waiting_tokens = p_tokens
      and v_endpoint.waiting_until > p_now + headgate_private.ring_seconds(v_endpoint) / 2 * interval '1 second';
    v_endpoint.waiting_lane := p_lane;
    v_endpoint.waiting_tokens := p_tokens;
    v_endpoint.waiting_until := p_now + headgate_private.ring_seconds(v_endpoint) * interval '1 second';
    perform headgate_private.store_endpoint(v_endpoint);
  end loop;
end
$$;

comment on function headgate_private.wait_for_room(headgate_private.api_rate_limits[], integer, bigint, timestamptz) is 'Has room kept for the head of a lane.';
