-- The only place that raises: SQLSTATE from the catalog, facts as JSON in DETAIL, what to do in HINT.
create function headgate_private.raise(p_sqlstate text, p_message text, p_detail jsonb default '{}')
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_action text;
begin
  select c.action into v_action from headgate_private.error_catalog c where c.sqlstate = p_sqlstate;
  raise exception using
    errcode = p_sqlstate,
    message = coalesce(p_message, 'unknown error'),
    detail = coalesce(p_detail, '{}')::text,
    hint = coalesce(v_action, '');
end
$$;

comment on function headgate_private.raise(text, text, jsonb) is 'Raises an error of the catalog.';
