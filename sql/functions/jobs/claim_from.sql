-- One step of claim_lines: what a line gives is added to what its lane has given. Now and then the line's head moves.
-- Locks: as claim_line.
create function headgate_private.claim_from(
  p_line headgate_private.open_line,
  p_wanted integer,
  p_may_wait boolean,
  p_claimed headgate_private.claimed_lane[],
  out claimed headgate_private.claimed_lane[],
  out jobs integer,
  out locked boolean
)
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_place integer;
  v_taken record;
begin
  for v_number in 1 .. pg_catalog.cardinality(p_claimed) loop
    v_place := case when ((p_claimed[v_number]).job_type).lane = (p_line.job_type).lane then v_number else v_place end;
  end loop;
  v_taken := headgate_private.claim_line(p_line, p_wanted, p_may_wait, (p_claimed[v_place]).claimed_at);
  locked := v_taken.locked;
  jobs := pg_catalog.cardinality(v_taken.job_ids);
  claimed := p_claimed;
  if jobs > 0 and v_place is null then
    claimed := claimed || row(p_line.job_type, v_taken.claimed_at, v_taken.job_ids)::headgate_private.claimed_lane;
  elsif jobs > 0 then
    claimed[v_place].job_ids := (claimed[v_place]).job_ids || v_taken.job_ids;
  end if;
  perform headgate_private.move_head_if_stale((p_line.job_type).lane, p_line.priority, p_line.head_made_at);
end
$$;

comment on function headgate_private.claim_from(headgate_private.open_line, integer, boolean, headgate_private.claimed_lane[]) is 'Claims from one line on behalf of a call that may have claimed from others.';
