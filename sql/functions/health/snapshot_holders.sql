-- Whatever keeps dead rows from being cleaned up: sessions with a snapshot or a transaction id, prepared
-- transactions, replication slots, standbys that report their own snapshots. seconds is null where nobody knows since
-- when. The sessions of other roles show no snapshot unless the owner of Headgate may read all statistics.
create function headgate_private.snapshot_holders()
returns table (kind text, holder text, xids integer, seconds numeric, detail jsonb)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_now timestamptz := headgate_private.clock();
begin
  return query
  select case when a.backend_type = 'walsender' then 'standby' else 'session' end,
    pg_catalog.format('pid %s', a.pid), greatest(pg_catalog.age(a.backend_xmin), pg_catalog.age(a.backend_xid)),
    extract(epoch from v_now - a.xact_start)::numeric,
    pg_catalog.jsonb_build_object('pid', a.pid, 'application', a.application_name, 'user', a.usename,
      'database', a.datname, 'state', a.state, 'xact_start', a.xact_start, 'writes', a.backend_xid is not null)
  from pg_catalog.pg_stat_activity a
  where (a.backend_xmin is not null or a.backend_xid is not null) and a.pid <> pg_catalog.pg_backend_pid()
    and a.backend_type is distinct from 'autovacuum worker'
  union all
  select 'prepared transaction', p.gid, pg_catalog.age(p.transaction), extract(epoch from v_now - p.prepared)::numeric,
    pg_catalog.jsonb_build_object('gid', p.gid, 'user', p.owner, 'database', p.database, 'prepared', p.prepared)
  from pg_catalog.pg_prepared_xacts p
  union all
  select 'replication slot', s.slot_name::text, greatest(pg_catalog.age(s.xmin), pg_catalog.age(s.catalog_xmin)), null,
    pg_catalog.jsonb_build_object('slot', s.slot_name, 'type', s.slot_type, 'active', s.active, 'database', s.database)
  from pg_catalog.pg_replication_slots s
  where s.xmin is not null or s.catalog_xmin is not null;
end
$$;

comment on function headgate_private.snapshot_holders() is 'Who holds back cleanup, by how many transactions and since how many seconds.';
