-- Claims up to p_limit jobs of one lane under one lease. token is null when nothing could be claimed; locked tells
-- whether the endpoint is locked now, which it may be even then.
-- A lane with an endpoint takes the longest prefix of its line that fits: a large job at the head waits for
-- room and is not overtaken, so it never starves, and what waits behind it waits a window at most.
-- Locks: api_rate_limits (waiting only if p_may_wait), ready (skipping locked), job_queue.
create function headgate_private.claim_lane(
  p_type headgate_private.job_type,
  p_worker text,
  p_limit integer,
  p_lease_seconds integer,
  p_may_wait boolean,
  out token uuid,
  out locked boolean
)
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_endpoint headgate_private.api_rate_limits;
  v_room record;
  v_tokens_left bigint;
  v_wanted integer := p_limit;
  v_ids bigint[] := '{}';
  v_picked record;
  v_head record;
begin
  locked := false;
  if p_type.endpoint_id is not null then
    v_endpoint := headgate_private.lock_endpoint_with_room(p_type.endpoint_id, p_may_wait);
    if v_endpoint.endpoint_id is null then
      return;
    end if;
    locked := true;
    v_room := headgate_private.endpoint_room(v_endpoint, headgate_private.clock());
    if v_room.blocked_by is not null then
      return;
    end if;
    v_wanted := least(p_limit, v_room.requests, v_room.concurrency);
    v_tokens_left := v_room.tokens;
  end if;

  for v_head in
    select h.priority, headgate_private.head_start(h.xid) as start
    from headgate_private.head h
    where h.lane = p_type.lane
    order by h.priority
  loop
    exit when v_wanted <= 0;
    v_picked := headgate_private.pick_ready(p_type.lane, v_head.priority, v_head.start, v_wanted, v_tokens_left);
    v_ids := v_ids || v_picked.job_ids;
    v_wanted := v_wanted - pg_catalog.cardinality(v_picked.job_ids);
    v_tokens_left := v_tokens_left - v_picked.tokens;
    exit when v_picked.stopped;
  end loop;
  if v_ids = '{}' then
    if v_picked.stopped then
      perform headgate_private.bury_oversized(p_type.lane, v_head.priority, v_head.start, v_endpoint);
    end if;
    return;
  end if;
  perform headgate_private.move_heads(p_type.lane);
  token := headgate_private.start_jobs(p_type, v_endpoint, v_ids, p_worker, p_lease_seconds);
end
$$;

comment on function headgate_private.claim_lane(headgate_private.job_type, text, integer, integer, boolean) is 'Claims jobs of one lane, gated by its endpoint.';
