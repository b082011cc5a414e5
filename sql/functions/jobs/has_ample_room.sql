-- Whether an endpoint, looked at without its lock, has room for four claims like this one, so that those at work at the
-- same time hardly ever find it full once they have locked it. The jobs that are counted may be locked by others: so a
-- job that fills the window is seen by everybody, and is not overtaken by those who would skip it.
create function headgate_private.has_ample_room(
  p_line headgate_private.open_line,
  p_endpoint headgate_private.api_rate_limits,
  p_wanted integer
)
returns boolean
language plpgsql
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set plan_cache_mode = force_generic_plan
set enable_bitmapscan = off
as $$
declare
  v_room record;
  v_lane integer := (p_line.job_type).lane;
  v_tokens bigint;
begin
  v_room := headgate_private.endpoint_room(p_endpoint, headgate_private.clock());
  if v_room.requests < 4 * p_wanted or v_room.concurrency < 4 * p_wanted then
    return false;
  elsif v_room.tokens is null then
    return true;
  end if;
  select pg_catalog.sum(n.tokens) into v_tokens
  from (
    select r.tokens
    from headgate_private.ready r
    where r.lane = v_lane and r.priority = p_line.priority and (r.xid, r.job_id) >= (p_line.xid, p_line.job_id)
    order by r.xid, r.job_id
    limit p_wanted
  ) n;
  return v_room.tokens >= 4 * v_tokens;
end
$$;

comment on function headgate_private.has_ample_room(headgate_private.open_line, headgate_private.api_rate_limits, integer) is 'Whether an endpoint has far more room than a claim wants.';
