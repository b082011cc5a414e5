-- How far the heads stand behind the first row of their line, and rows that a restored dump has brought.
create function headgate_private.check_heads()
returns table (check_name text, subject text, status text, value numeric, threshold numeric, unit text, advice text, detail jsonb)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
as $$
declare
  v_most numeric := 1000000;
  v_next xid8 := pg_catalog.pg_snapshot_xmax(pg_catalog.pg_current_snapshot());
begin
  return query
  with worst as (
    select t.job_type, o.priority, h.made_at, pg_catalog.cardinality(h.open_xids) as open_transactions,
      greatest(o.xid::text::numeric - coalesce(h.xid, '0')::text::numeric, 0) as behind
    from headgate_private.job_type t
    cross join lateral headgate_private.open_lines(array[t.job_type], headgate_private.clock()) o
    left join lateral headgate_private.head_of(t.lane, o.priority) h on true
    where not o.of_open_xid and h.made_at is not null
    order by behind desc
    limit 1
  ), restored as (
    select t.job_type
    from headgate_private.job_type t
    where (
      select r.job_id
      from (select distinct n.priority from headgate_private.line n where n.lane = t.lane) n
      cross join lateral (
        select q.job_id from headgate_private.ready q where q.lane = t.lane and q.priority = n.priority and q.xid > v_next limit 1
      ) r
      limit 1
    ) is not null
  )
  select 'head_lag', w.job_type, headgate_private.grade(w.behind, v_most, 'infinity'), coalesce(w.behind, 0), v_most,
    'transactions', case when w.behind >= v_most then 'Claims may walk dead rows: call tick, which moves the heads.' else '' end,
    pg_catalog.jsonb_build_object('priority', w.priority, 'made_at', w.made_at, 'open_transactions', w.open_transactions)
  from (select) one
  left join worst w on true
  union all
  select 'restored_lines', null, headgate_private.grade(pg_catalog.count(*), 1, 'infinity'), pg_catalog.count(*)::numeric, 1, 'job types',
    case when pg_catalog.count(*) > 0 then
      'This database was restored from another cluster: jobs of these types stand behind newer ones until tick has given them places here.'
      else '' end,
    pg_catalog.jsonb_build_object('job_types', coalesce(pg_catalog.jsonb_agg(r.job_type), '[]'))
  from restored r;
end
$$;

comment on function headgate_private.check_heads() is 'How far heads lag, and which lines hold rows from another cluster.';
