-- The head of a line that no window of its endpoint could take, because the limit was lowered after it was
-- enqueued, would block the line for ever: it becomes a dead letter.
-- Locks: ready (skipping locked), then job_queue.
create function headgate_private.bury_oversized(
  p_line headgate_private.open_line,
  p_endpoint headgate_private.api_rate_limits,
  p_most bigint
)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_job_id bigint;
begin
  with first as materialized (
    select r.xid, r.job_id, r.tokens
    from headgate_private.ready r
    where r.lane = (p_line.job_type).lane and r.priority = p_line.priority and (r.xid, r.job_id) >= (p_line.xid, p_line.job_id)
    order by r.xid, r.job_id
    limit 1
    for update skip locked
  )
  delete from headgate_private.ready r using first f
  where f.tokens > p_most
    and r.lane = (p_line.job_type).lane and r.priority = p_line.priority and r.xid = f.xid and r.job_id = f.job_id
  returning r.job_id into v_job_id;
  if v_job_id is not null then
    perform headgate_private.bury(v_job_id, 'cost_exceeds_limit',
      pg_catalog.format('no window of %s/%s can take the tokens of this job', p_endpoint.provider, p_endpoint.endpoint),
      headgate_private.clock());
  end if;
end
$$;

comment on function headgate_private.bury_oversized(headgate_private.open_line, headgate_private.api_rate_limits, bigint) is 'Dead-letters the head of a line if it exceeds what its endpoint can ever take.';
