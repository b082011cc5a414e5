-- A line whose head does not fit. One that no window of its scopes could take, because a limit was lowered after it was
-- enqueued, would block the line for ever: it becomes a dead letter. One that is admitted alone is started if nothing else is
-- taken. For any other room is kept.
-- Locks: ready (skipping locked), then job_queue.
create function headgate_private.serve_stopped_line(
  p_line headgate_private.open_line,
  p_endpoints headgate_private.api_rate_limits[],
  p_now timestamptz,
  out job_ids bigint[],
  out tokens bigint,
  out charges headgate_private.charge[]
)
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_head headgate_private.ready;
  v_estimate headgate_private.charge;
  v_problem text;
  v_verdict record;
begin
  job_ids := '{}';
  select r.* into v_head
  from headgate_private.ready r
  where r.lane = (p_line.job_type).lane and r.priority = p_line.priority and (r.xid, r.job_id) >= (p_line.xid, p_line.job_id)
    and (r.xid = p_line.xid or not p_line.of_open_xid)
  order by r.xid, r.job_id
  limit 1
  for update skip locked;
  if v_head.job_id is null then
    return;
  end if;
  v_estimate := row(null, 1, v_head.tokens, v_head.input_tokens, v_head.output_tokens, v_head.cost)::headgate_private.charge;
  v_problem := headgate_private.never_fits((p_line.job_type).endpoint_id, v_estimate);
  v_verdict := headgate_private.judge_job(p_endpoints, v_head.lane, v_estimate, p_now);
  if v_problem is null and v_verdict.refused then
    perform headgate_private.wait_for_room(p_endpoints, v_head.lane, v_estimate, p_now);
    return;
  end if;
  delete from headgate_private.ready r
  where r.lane = v_head.lane and r.priority = v_head.priority and r.xid = v_head.xid and r.job_id = v_head.job_id;
  if v_head.deadline_at <= p_now then
    perform headgate_private.bury_late(array[v_head.job_id], p_now);
  elsif v_problem is not null then
    perform headgate_private.bury(v_head.job_id, 'cost_exceeds_limit', v_problem, p_now);
  else
    job_ids := array[v_head.job_id];
    tokens := v_head.tokens;
    charges := v_verdict.charges;
  end if;
end
$$;

comment on function headgate_private.serve_stopped_line(headgate_private.open_line, headgate_private.api_rate_limits[], timestamptz) is 'Does what is to be done for the head of a line that does not fit.';
