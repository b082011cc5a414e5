-- A table like the ledger that is not part of it yet, so that making it disturbs nobody. What belongs to a table
-- alone it has from the newest partition: a storage parameter that an operator sets there carries on.
create function headgate_private.make_partition_table(p_name text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
set default_tablespace = ''
set default_table_access_method = heap
as $$
declare
  v_options text;
begin
  select 'with (' || pg_catalog.array_to_string(c.reloptions, ', ') || ')' into v_options
  from headgate_private.ledger_partition p
  join pg_catalog.pg_class c on c.oid = pg_catalog.to_regclass('headgate_private.job_queue_' || p.number)
  order by p.number desc
  limit 1;
  execute pg_catalog.format(
    'create table headgate_private.%I (like headgate_private.job_queue including all excluding comments) %s', p_name, v_options);
  execute pg_catalog.format('alter table headgate_private.%I enable row level security', p_name);
end
$$;

comment on function headgate_private.make_partition_table(text) is 'Makes a table that can be attached to the ledger.';
