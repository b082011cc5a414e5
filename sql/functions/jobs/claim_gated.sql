-- Takes up to p_wanted jobs out of a line and, of its endpoint, capacity for exactly these. A line gives the longest
-- prefix that fits: a large job at the head waits for room and is not overtaken, so it never starves, and what waits
-- behind it waits a window at most.
-- The endpoint stays locked until the transaction ends, and so everybody else who wants it waits. Where there is ample
-- room the jobs are locked and read before it, and only what fits is then taken; the others are let go when the
-- transaction ends. claimed_at is the moment of the grant, after the wait: p_claimed_at if this call has claimed from
-- the lane already, since a lease has one moment.
-- Locks: ready (skipping locked), api_rate_limits (waiting only if p_may_wait).
create function headgate_private.claim_gated(
  p_line headgate_private.open_line,
  p_wanted integer,
  p_may_wait boolean,
  p_claimed_at timestamptz,
  out job_ids bigint[],
  out late_ids bigint[],
  out jobs headgate_private.job_queue[],
  out claimed_at timestamptz,
  out locked boolean
)
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_endpoint headgate_private.api_rate_limits;
  v_room record;
  v_candidates headgate_private.candidate[];
  v_taken record;
begin
  job_ids := '{}';
  locked := false;
  v_endpoint := headgate_private.endpoint_with_room((p_line.job_type).endpoint_id, p_may_wait);
  if v_endpoint.endpoint_id is null then
    return;
  end if;
  if p_may_wait and headgate_private.has_ample_room(p_line, v_endpoint, p_wanted) then
    v_candidates := headgate_private.lock_ready(p_line, p_wanted);
    jobs := headgate_private.read_jobs(array(select c.job_id from pg_catalog.unnest(v_candidates) c));
  end if;
  v_endpoint := headgate_private.lock_endpoint(v_endpoint.endpoint_id, not p_may_wait);
  if v_endpoint.endpoint_id is null then
    return;
  end if;
  locked := true;
  claimed_at := coalesce(p_claimed_at, headgate_private.clock());
  v_room := headgate_private.endpoint_room(v_endpoint, headgate_private.clock());
  if v_room.blocked_by is not null then
    return;
  end if;
  p_wanted := least(p_wanted, v_room.requests, v_room.concurrency);
  v_candidates := coalesce(v_candidates, headgate_private.lock_ready(p_line, p_wanted));
  v_taken := headgate_private.take_ready(v_candidates[:p_wanted], v_room.tokens, claimed_at);
  job_ids := v_taken.job_ids;
  late_ids := v_taken.late_ids;
  if job_ids <> '{}' then
    v_endpoint := headgate_private.slid_endpoint(v_endpoint, claimed_at);
    v_endpoint := headgate_private.charge_endpoint(v_endpoint, claimed_at, pg_catalog.cardinality(job_ids), v_taken.tokens);
    v_endpoint.in_flight := v_endpoint.in_flight + pg_catalog.cardinality(job_ids);
    perform headgate_private.store_endpoint(v_endpoint);
  elsif v_taken.stopped and late_ids is null then
    perform headgate_private.bury_oversized(p_line, v_endpoint);
  end if;
end
$$;

comment on function headgate_private.claim_gated(headgate_private.open_line, integer, boolean, timestamptz) is 'Takes jobs out of one line, and the capacity for them.';
