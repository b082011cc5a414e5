-- The tables whose rows come and go, and whether each is worth rotating: larger than rotation_megabytes, with at most
-- 10,000 live rows, and fewer than pages, so that what is put back takes far less than what there was.
-- Judged by statistics, which cost nothing to read and may be wrong: whoever rotates counts again.
create function headgate_private.hot_tables()
returns table (name text, oid regclass, bytes bigint, live bigint, dead bigint, bloated boolean)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_most numeric := headgate_private.setting_number('rotation_megabytes') * 1048576;
begin
  return query
  select t.relname::text, t.relid::regclass, s.bytes, t.n_live_tup, t.n_dead_tup,
    s.bytes > v_most and t.n_live_tup <= 10000 and t.n_live_tup < s.pages
  from pg_catalog.pg_stat_all_tables t
  cross join lateral (
    select pg_catalog.pg_total_relation_size(t.relid) as bytes,
      (pg_catalog.pg_relation_size(t.relid) + pg_catalog.pg_indexes_size(t.relid))
        / pg_catalog.current_setting('block_size')::integer as pages
  ) s
  where t.schemaname = 'headgate_private' and t.relname in ('ready', 'scheduled', 'blocked', 'key_slot', 'lease', 'head');
end
$$;

comment on function headgate_private.hot_tables() is 'The tables whose rows come and go, their size, and whether they are worth rotating.';
