-- Takes up to p_wanted jobs out of a line. job_ids is empty when nothing could be taken; locked tells whether the
-- endpoint of its type is locked now, which it may be even then. claimed_at is the moment of the claim: p_claimed_at if
-- this call has claimed from the lane already.
-- Locks: as claim_gated; job_queue for jobs that are given up.
create function headgate_private.claim_line(
  p_line headgate_private.open_line,
  p_wanted integer,
  p_may_wait boolean,
  p_claimed_at timestamptz,
  out job_ids bigint[],
  out jobs headgate_private.job_queue[],
  out claimed_at timestamptz,
  out locked boolean
)
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_picked record;
begin
  locked := false;
  if (p_line.job_type).endpoint_id is null then
    claimed_at := coalesce(p_claimed_at, headgate_private.clock());
    v_picked := headgate_private.pick_ready((p_line.job_type).lane, p_line.priority, p_line.xid, p_line.job_id,
      p_line.of_open_xid, p_wanted, claimed_at);
  else
    v_picked := headgate_private.claim_gated(p_line, p_wanted, p_may_wait, p_claimed_at);
    claimed_at := v_picked.claimed_at;
    locked := v_picked.locked;
    jobs := v_picked.jobs;
  end if;
  job_ids := v_picked.job_ids;
  perform headgate_private.bury(l.job_id, 'deadline_exceeded', 'the deadline passed before the job could start', claimed_at)
  from pg_catalog.unnest(v_picked.late_ids) as l (job_id);
end
$$;

comment on function headgate_private.claim_line(headgate_private.open_line, integer, boolean, timestamptz) is 'Takes jobs out of one line, gated by the endpoint of its type.';
