-- Takes up to p_wanted jobs out of a line and, for a type with an endpoint, capacity for exactly these. job_ids is empty
-- when nothing could be taken; locked tells whether the endpoint is locked now, which it may be even then. claimed_at is
-- the moment of the grant: p_claimed_at if this call has claimed from the lane already, since a lease has one moment. Once
-- the slot of that moment has ended nothing more is taken: what has left the window since was still in that of the grant.
-- A line with an endpoint gives the longest prefix that fits into all of its scopes, in every dimension: a large job at the
-- head waits for room, which is kept for it against other lanes and callers, and is not overtaken. So it never starves, and
-- what waits behind it waits a window at most.
-- Locks: api_rate_limits (waiting only if p_may_wait), ready (skipping locked); job_queue for jobs that are given up.
create function headgate_private.claim_line(
  p_line headgate_private.open_line,
  p_wanted integer,
  p_may_wait boolean,
  p_claimed_at timestamptz,
  out job_ids bigint[],
  out claimed_at timestamptz,
  out locked boolean
)
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_lane integer := (p_line.job_type).lane;
  v_endpoints headgate_private.api_rate_limits[];
  v_room record;
  v_scopes headgate_private.scope_room[];
  v_tokens bigint;
  v_charges headgate_private.charge[];
  v_picked record;
begin
  job_ids := '{}';
  locked := false;
  if (p_line.job_type).endpoint_id is not null then
    v_endpoints := headgate_private.lock_scopes_with_room((p_line.job_type).endpoint_id, p_may_wait);
    if v_endpoints is null then
      return;
    end if;
    locked := true;
    if p_claimed_at is not null and headgate_private.slot_has_ended(v_endpoints, p_claimed_at) then
      return;
    end if;
    v_room := headgate_private.room_for_lane(v_endpoints, v_lane, headgate_private.clock());
    if v_room.blocked_by is not null then
      return;
    end if;
    p_wanted := least(p_wanted, v_room.jobs);
    v_tokens := v_room.tokens;
    v_scopes := v_room.scopes;
  end if;

  claimed_at := coalesce(p_claimed_at, headgate_private.clock());
  if v_scopes is null then
    v_picked := headgate_private.pick_ready(v_lane, p_line.priority, p_line.xid, p_line.job_id, p_line.of_open_xid, p_wanted,
      v_tokens, claimed_at);
  else
    v_picked := headgate_private.pick_ready_by_kind(p_line, p_wanted, v_scopes, claimed_at);
    v_charges := v_picked.charges;
  end if;
  job_ids := v_picked.job_ids;
  v_tokens := v_picked.tokens;
  if v_picked.late_ids is not null then
    perform headgate_private.bury_late(v_picked.late_ids, claimed_at);
  elsif job_ids = '{}' and v_picked.stopped then
    v_picked := headgate_private.serve_stopped_line(p_line, v_endpoints, claimed_at);
    job_ids := v_picked.job_ids;
    v_tokens := v_picked.tokens;
    v_charges := v_picked.charges;
  end if;
  if v_endpoints is not null and job_ids <> '{}' then
    perform headgate_private.charge_jobs(v_endpoints, v_lane, claimed_at, pg_catalog.cardinality(job_ids), v_tokens, v_charges);
    if headgate_private.counts_queue(v_endpoints, (p_line.job_type).endpoint_id) then
      perform headgate_private.note_queue_change((p_line.job_type).endpoint_id, -pg_catalog.cardinality(job_ids), -v_tokens);
    end if;
  end if;
end
$$;

comment on function headgate_private.claim_line(headgate_private.open_line, integer, boolean, timestamptz) is 'Takes jobs out of one line, gated by the endpoint of its type.';
