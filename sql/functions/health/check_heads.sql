-- How far the heads stand behind where they could: the first row of their line, or xmin.
create function headgate_private.check_heads()
returns table (check_name text, subject text, status text, value numeric, threshold numeric, unit text, advice text, detail jsonb)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_most numeric := 1000000;
begin
  return query
  with place as (
    select t.job_type, h.priority, h.xid, h.moved_at,
      h.xid > pg_catalog.pg_snapshot_xmax(pg_catalog.pg_current_snapshot()) as beyond,
      least(
        (
          select r.xid from headgate_private.ready r
          where r.lane = h.lane and r.priority = h.priority and r.xid >= headgate_private.head_start(h.xid)
          order by r.xid, r.job_id
          limit 1
        ),
        pg_catalog.pg_snapshot_xmin(pg_catalog.pg_current_snapshot())
      )::text::numeric - h.xid::text::numeric as behind
    from headgate_private.head h
    join headgate_private.job_type t on t.lane = h.lane
  ), worst as (
    select p.* from place p where not p.beyond order by p.behind desc limit 1
  )
  select 'head_lag', w.job_type, headgate_private.grade(w.behind, v_most, 'infinity'), greatest(w.behind, 0), v_most,
    'transactions', case when w.behind >= v_most then 'Claims may walk dead rows: call tick, which moves the heads.' else '' end,
    pg_catalog.jsonb_build_object('priority', w.priority, 'moved_at', w.moved_at)
  from worst w
  union all
  select 'heads_beyond', null, headgate_private.grade(pg_catalog.count(*), 1, 'infinity'), pg_catalog.count(*)::numeric, 1, 'heads',
    case when pg_catalog.count(*) > 0 then
      'This database was restored from another cluster: claims begin at the front of these lines until tick has moved their heads.'
      else '' end,
    pg_catalog.jsonb_build_object('job_types', coalesce(pg_catalog.jsonb_agg(distinct p.job_type), '[]'))
  from place p
  where p.beyond;
end
$$;

comment on function headgate_private.check_heads() is 'How far heads lag, and which lie beyond every transaction of this cluster.';
