-- Jobs that wait for an endpoint now or soon, and what they will cost. Counts no further than p_most, so that
-- its cost has a bound, and starts at the heads, so that dead entries cost nothing.
create function headgate_private.endpoint_backlog(
  p_endpoint_id integer,
  p_most integer,
  out jobs bigint,
  out tokens bigint
)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_line record;
begin
  jobs := 0;
  tokens := 0;
  for v_line in
    select w.jobs, w.tokens
    from headgate_private.job_type t
    cross join lateral headgate_private.lane_backlog(t.lane, p_most) w
    where t.endpoint_id = p_endpoint_id
  loop
    jobs := jobs + v_line.jobs;
    tokens := tokens + v_line.tokens;
  end loop;
end
$$;

comment on function headgate_private.endpoint_backlog(integer, integer) is 'Number and tokens of the jobs that wait for an endpoint, counted up to a bound per lane.';
