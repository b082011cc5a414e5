create function headgate_private.check_settings()
returns table (check_name text, subject text, status text, value numeric, threshold numeric, unit text, advice text, detail jsonb)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  return query
  select 'server_setting', s.name, case when s.harms then s.status else 'ok' end, null::numeric, null::numeric, 'setting',
    case when s.harms then s.advice else '' end, pg_catalog.jsonb_build_object('setting', pg_catalog.current_setting(s.name))
  from (
    values
      ('autovacuum', pg_catalog.current_setting('autovacuum') = 'off', 'critical',
        'Turn autovacuum on: dead rows are never cleaned up without it.'),
      ('track_counts', pg_catalog.current_setting('track_counts') = 'off', 'critical',
        'Turn track_counts on: autovacuum does not know what to clean up without it.'),
      ('fsync', pg_catalog.current_setting('fsync') = 'off', 'warn',
        'Turn fsync on: a crash of the machine may destroy the database without it.'),
      ('full_page_writes', pg_catalog.current_setting('full_page_writes') = 'off', 'warn',
        'Turn full_page_writes on: a crash of the machine may destroy pages without it.'),
      ('idle_in_transaction_session_timeout',
        pg_catalog.current_setting('idle_in_transaction_session_timeout') = '0', 'ok',
        'Consider setting it: a forgotten transaction then cannot hold back cleanup for ever.')
  ) as s (name, harms, status, advice);
end
$$;

comment on function headgate_private.check_settings() is 'Settings of the server that harm a queue.';
