-- A line whose head does not fit. One that no window of its scopes could take, because a limit was lowered after it was
-- enqueued, would block the line for ever: it becomes a dead letter. One that is admitted alone is started if nothing else is
-- taken. For any other room is kept.
-- Locks: ready (skipping locked), then job_queue.
create function headgate_private.serve_stopped_line(
  p_line headgate_private.open_line,
  p_endpoints headgate_private.api_rate_limits[],
  p_now timestamptz,
  out job_ids bigint[],
  out tokens bigint
)
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_most bigint;
  v_fits boolean := true;
  v_endpoint headgate_private.api_rate_limits;
  v_picked record;
begin
  job_ids := '{}';
  select r.tokens into tokens
  from headgate_private.ready r
  where r.lane = (p_line.job_type).lane and r.priority = p_line.priority and (r.xid, r.job_id) >= (p_line.xid, p_line.job_id)
  order by r.xid, r.job_id
  limit 1;
  foreach v_endpoint in array p_endpoints loop
    v_most := least(v_most, headgate_private.largest_job(v_endpoint));
    v_fits := v_fits and (v_endpoint.oversize = 'admit_alone' and tokens > v_endpoint.token_limit and v_endpoint.tokens_taken = 0
      or coalesce(tokens <= (headgate_private.room_for_lane(array[v_endpoint], (p_line.job_type).lane, p_now)).tokens, true));
  end loop;
  if tokens > v_most then
    perform headgate_private.bury_oversized(p_line, p_endpoints[1], v_most);
  elsif v_fits then
    v_picked := headgate_private.pick_ready((p_line.job_type).lane, p_line.priority, p_line.xid, p_line.job_id,
      p_line.of_open_xid, 1, null, p_now);
    job_ids := v_picked.job_ids;
    tokens := v_picked.tokens;
  elsif tokens is not null then
    perform headgate_private.wait_for_room(p_endpoints, (p_line.job_type).lane, tokens, p_now);
  end if;
end
$$;

comment on function headgate_private.serve_stopped_line(headgate_private.open_line, headgate_private.api_rate_limits[], timestamptz) is 'Does what is to be done for the head of a line that does not fit.';
