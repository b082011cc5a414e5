-- The head of a lane does not fit: room is kept for it in every scope whose window lacks it, against other lanes and other
-- callers, until it fits, or until its lane has not asked for a window. One lane at a time waits; the mark is written anew
-- only when half of its time is over, so that asking costs no write.
-- Locks: none; api_rate_limits is already locked.
create function headgate_private.wait_for_room(
  p_endpoints headgate_private.api_rate_limits[],
  p_lane integer,
  p_estimate headgate_private.charge,
  p_now timestamptz
)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_endpoint headgate_private.api_rate_limits;
  v_charge headgate_private.charge;
begin
  foreach v_endpoint in array p_endpoints loop
    v_charge := headgate_private.job_charge(headgate_private.terms_of(v_endpoint), p_estimate);
    continue when v_endpoint.waiting_until > p_now and v_endpoint.waiting_lane <> p_lane;
    continue when v_endpoint.waiting_lane = p_lane and v_endpoint.waiting_until > p_now + headgate_private.ring_seconds(v_endpoint) / 2 * interval '1 second'
      and (v_endpoint.waiting_tokens, v_endpoint.waiting_input_tokens, v_endpoint.waiting_output_tokens)
        is not distinct from (v_charge.tokens, v_charge.input_tokens, v_charge.output_tokens);
    -- By the limits that were set: nobody waits for one that was lowered to recover.
    v_endpoint.waiting_until := null;
    v_endpoint.factor_until := null;
    continue when coalesce(headgate_private.refusal(v_endpoint, p_now, v_charge, 1), '')
      <> all (array['tokens', 'input_tokens', 'output_tokens']);
    update headgate_private.api_rate_limits l
    set waiting_lane = p_lane, waiting_tokens = v_charge.tokens, waiting_input_tokens = v_charge.input_tokens,
      waiting_output_tokens = v_charge.output_tokens,
      waiting_until = p_now + headgate_private.ring_seconds(v_endpoint) * interval '1 second'
    where l.endpoint_id = v_endpoint.endpoint_id;
  end loop;
end
$$;

comment on function headgate_private.wait_for_room(headgate_private.api_rate_limits[], integer, headgate_private.charge, timestamptz) is 'Has room kept for the head of a lane.';
