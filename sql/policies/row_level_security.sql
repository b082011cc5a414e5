-- Rows of the private tables are for their owner's functions alone, even if somebody grants a table by mistake.
do $$
declare
  v_table regclass;
begin
  for v_table in
    select c.oid
    from pg_catalog.pg_class c
    where c.relnamespace = 'headgate_private'::regnamespace and c.relkind in ('r', 'p') and not c.relrowsecurity
  loop
    execute pg_catalog.format('alter table %s enable row level security', v_table);
  end loop;
end
$$;
