create function headgate_private.seed_error(
  p_sqlstate text,
  p_name text,
  p_retryable boolean,
  p_summary text,
  p_action text
)
returns text
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if exists (
    select from headgate_private.error_catalog c
    where (c.sqlstate, c.name, c.retryable, c.summary, c.action) = (p_sqlstate, p_name, p_retryable, p_summary, p_action)
  ) then
    return 'unchanged error ' || p_name;
  end if;
  insert into headgate_private.error_catalog (sqlstate, name, retryable, summary, action)
  values (p_sqlstate, p_name, p_retryable, p_summary, p_action)
  on conflict (sqlstate) do update
  set name = excluded.name, retryable = excluded.retryable, summary = excluded.summary, action = excluded.action;
  return 'created error ' || p_name;
end
$$;

comment on function headgate_private.seed_error(text, text, boolean, text, text) is 'Seeds an error of the catalog.';
