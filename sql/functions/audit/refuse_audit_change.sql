create function headgate_private.refuse_audit_change()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  perform headgate_private.raise('JQ106', pg_catalog.format('%s on audit_log is refused', pg_catalog.lower(tg_op)));
  return null;
end
$$;

comment on function headgate_private.refuse_audit_change() is 'Keeps audit_log append-only.';
