-- The lines of these types that have something ready, paused or not, the most urgent first. A line is as urgent as
-- its priority, less one for each priority_ageing_seconds that its first job has waited, so that no line starves;
-- among equals the order is random, so that no lane is always first.
-- A line is read from its head on. The few transactions that the head has passed are looked up one by one.
create function headgate_private.open_lines(p_job_types text[], p_now timestamptz)
returns setof headgate_private.open_line
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
as $$
declare
  v_ageing numeric := headgate_private.setting_number('priority_ageing_seconds');
begin
  return query
  select t, n.priority,
    n.priority - coalesce(
      least(pg_catalog.div(greatest(extract(epoch from p_now - f.since), 0), nullif(v_ageing, 0)), 1000000000), 0)::integer as level,
    f.since, f.xid, f.job_id, f.of_open_xid, h.made_at
  from headgate_private.job_type t
  cross join lateral (
    select distinct i.priority from headgate_private.line i where i.lane = t.lane and i.priority < 10
  ) n
  left join lateral headgate_private.head_of(t.lane, n.priority) h on true
  cross join lateral (
    select p.xid, p.job_id, p.since, true as of_open_xid
    from pg_catalog.unnest(h.open_xids) as o (xid)
    cross join lateral (
      select r.xid, r.job_id, r.since
      from headgate_private.ready r
      where r.lane = t.lane and r.priority = n.priority and r.xid = o.xid
      order by r.job_id
      limit 1
    ) p
    union all
    select q.xid, q.job_id, q.since, false
    from (
      select r.xid, r.job_id, r.since
      from headgate_private.ready r
      where r.lane = t.lane and r.priority = n.priority
        and (r.xid, r.job_id) >= (coalesce(h.xid, '0'), coalesce(h.job_id, 0))
      order by r.xid, r.job_id
      limit 1
    ) q
  ) f
  where t.job_type = any (p_job_types)
  order by level, headgate_private.lot(), f.since, t.lane, n.priority;
end
$$;

comment on function headgate_private.open_lines(text[], timestamptz) is 'The lines to claim from, in the order to do so.';
