-- One row: the largest table that should have been rotated. At twice the size some tick has tried and failed, or none came.
-- Whoever uses the table this very moment is listed, the one that has done so for longest first; since is null where
-- the owner of Headgate may not read the statistics of others.
create function headgate_private.check_rotation()
returns table (check_name text, subject text, status text, value numeric, threshold numeric, unit text, advice text, detail jsonb)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_most numeric := 2 * headgate_private.setting_number('rotation_megabytes');
begin
  return query
  with worst as (
    select t.name, t.oid, pg_catalog.round(t.bytes / 1048576.0, 1) as megabytes, t.live, t.dead
    from headgate_private.hot_tables() t
    where t.bloated
    order by t.bytes desc
    limit 1
  ), users as (
    select coalesce(p.gid, 'pid ' || l.pid) as holder, a.application_name, a.state, l.mode, coalesce(p.prepared, a.xact_start) as since
    from worst w
    join pg_catalog.pg_locks l on l.relation = w.oid
    left join pg_catalog.pg_stat_activity a on a.pid = l.pid
    left join pg_catalog.pg_locks x
      on l.pid is null and x.virtualtransaction = l.virtualtransaction and x.locktype = 'transactionid'
    left join pg_catalog.pg_prepared_xacts p on p.transaction = x.transactionid
    where l.locktype = 'relation' and l.granted and l.pid is distinct from pg_catalog.pg_backend_pid()
      and l.database = (select d.oid from pg_catalog.pg_database d where d.datname = pg_catalog.current_database())
    order by since nulls last
    limit 10
  ), listed as (
    select pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object('holder', u.holder, 'application', u.application_name,
      'state', u.state, 'mode', u.mode, 'since', u.since) order by u.since nulls last) as holders
    from users u
  )
  select 'rotation_lag', w.name, headgate_private.grade(w.megabytes, v_most, 'infinity'), coalesce(w.megabytes, 0), v_most,
    'megabytes',
    case
      when coalesce(w.megabytes < v_most, true) then ''
      when l.holders is null then 'Call tick, in a transaction of its own, read committed: it empties the table of dead rows.'
      else pg_catalog.format('%s uses the table%s: tick can empty it of dead rows once nobody does.', l.holders -> 0 ->> 'holder',
        ' since ' || (l.holders -> 0 ->> 'since'))
    end,
    pg_catalog.jsonb_build_object('live', w.live, 'dead', w.dead, 'holders', coalesce(l.holders, '[]'))
  from listed l
  left join worst w on true;
end
$$;

comment on function headgate_private.check_rotation() is 'The largest table that should have been rotated, and who has kept it from being so.';
