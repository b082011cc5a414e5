-- Reads statistics only, never the tables.
create function headgate_private.check_tables()
returns table (check_name text, subject text, status text, value numeric, threshold numeric, unit text, advice text, detail jsonb)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_freeze numeric := pg_catalog.current_setting('autovacuum_freeze_max_age')::numeric;
begin
  return query
  select 'dead_rows', t.relname::text, m.status, m.ratio, 0.5, 'of the rows',
    case m.status when 'ok' then '' else
      'Vacuum cannot keep up: see oldest_snapshot, and whether autovacuum runs often enough.' end,
    pg_catalog.jsonb_build_object('live', t.n_live_tup, 'dead', t.n_dead_tup, 'last_autovacuum', t.last_autovacuum,
      'last_vacuum', t.last_vacuum, 'last_autoanalyze', t.last_autoanalyze, 'bytes', pg_catalog.pg_total_relation_size(t.relid))
  from pg_catalog.pg_stat_all_tables t
  cross join lateral (
    select pg_catalog.round(t.n_dead_tup::numeric / greatest(t.n_live_tup + t.n_dead_tup, 1), 2) as ratio
  ) r
  -- A small table may be all dead rows and cost nothing.
  cross join lateral (
    select r.ratio, case when t.n_dead_tup < 50000 then 'ok' else headgate_private.grade(r.ratio, 0.5, 0.95) end as status
  ) m
  where t.schemaname = 'headgate_private' and (t.relname ~ '^job_queue_[0-9]+$' or t.relname in (
    'ready', 'scheduled', 'blocked', 'key_slot', 'lease', 'head', 'idempotency', 'api_rate_limits', 'reservation'
  ))
  union all
  select 'transaction_id_age', w.name, headgate_private.grade(w.age, v_freeze * 1.5, 1200000000), w.age, v_freeze * 1.5, 'transactions',
    case when w.age >= v_freeze * 1.5 then
      'Autovacuum should have frozen this table by now: let it finish, or run vacuum (freeze) on it.' else '' end,
    pg_catalog.jsonb_build_object('autovacuum_freeze_max_age', v_freeze)
  from (
    select c.relname::text as name, pg_catalog.age(c.relfrozenxid)::numeric as age
    from pg_catalog.pg_class c
    where c.relnamespace = 'headgate_private'::regnamespace and c.relkind = 'r'
    order by pg_catalog.age(c.relfrozenxid) desc
    limit 1
  ) w;
end
$$;

comment on function headgate_private.check_tables() is 'Dead rows of the hot tables and the age of the oldest transaction id.';
